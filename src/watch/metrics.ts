import type { ThreadReport } from './report.ts';
import { WATCHED_MEMORIES } from './report.ts';

/** One measure of all isolates of the process, named as Prometheus does. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly type: 'gauge' | 'counter';
  /** As UCUM has it: what OpenTelemetry calls it. */
  readonly unit: string;
  readonly values: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
  }[];
}

/** The reports of the isolates of one process, as metrics. */
export function metricsOf(reports: readonly ThreadReport[], rssBytes: number): Metric[] {
  const each = (
    of: (report: ThreadReport) => readonly (readonly [Record<string, string>, number | null])[],
  ): Metric['values'] =>
    reports.flatMap((report) =>
      of(report).flatMap(([labels, value]) =>
        value === null ? [] : [{ labels: { ...labelsOf(report), ...labels }, value }],
      ),
    );
  const memories = (of: (known: ThreadReport['memories']['js-heap']) => number | null) =>
    each((report) => WATCHED_MEMORIES.map((memory) => [{ memory }, of(report.memories[memory])]));
  const suspected = (per: 'request' | 'hour') =>
    memories(({ suspicion }) => (suspicion?.per === per ? suspicion.bytes.estimate : null));
  const [pid] = reports.map((report) => report.pid);
  return [
    {
      ...gauge('leaklab_heap_floor_bytes', 'By'),
      help: 'What the last major collection left of a memory.',
      values: memories(({ floorBytes }) => floorBytes),
    },
    {
      ...gauge('leaklab_leak_suspected', '1'),
      help: '1 where a memory is suspected to leak.',
      values: memories(({ suspicion }) => (suspicion === null ? 0 : 1)),
    },
    {
      ...gauge('leaklab_leak_bytes_per_request', 'By'),
      help: 'What a request leaves in a memory that is suspected to leak.',
      values: suspected('request'),
    },
    {
      ...gauge('leaklab_leak_bytes_per_hour', 'By'),
      help: 'What an hour leaves in a memory that is suspected to leak, where requests say nothing.',
      values: suspected('hour'),
    },
    {
      ...gauge('leaklab_heap_used_bytes', 'By'),
      help: 'The JS heap as it is, garbage included.',
      values: each(({ heapUsedBytes }) => [[{}, heapUsedBytes]]),
    },
    {
      ...gauge('leaklab_heap_limit_bytes', 'By'),
      help: 'Where V8 ends the isolate.',
      values: each(({ heapLimitBytes }) => [[{}, heapLimitBytes]]),
    },
    {
      ...gauge('leaklab_resident_memory_bytes', 'By'),
      help: 'Resident memory of the process.',
      values: pid === undefined ? [] : [{ labels: { pid: String(pid) }, value: rssBytes }],
    },
    {
      ...gauge('leaklab_watched_seconds', 's'),
      help: 'How long the isolate has been watched.',
      values: each(({ watchedMs }) => [[{}, watchedMs / 1000]]),
    },
    {
      ...counter('leaklab_floors_total', '{floor}'),
      help: 'Major collections that were read.',
      values: each(({ floors }) => [[{}, floors]]),
    },
    {
      ...counter('leaklab_http_requests_total', '{request}'),
      help: 'HTTP requests that the isolate has answered; estimated above 10,000 a second.',
      values: each(({ requests }) => [[{}, requests]]),
    },
  ];
}

const labelsOf = ({ pid, threadId }: ThreadReport) => ({
  pid: String(pid),
  thread: String(threadId),
});

const gauge = (name: string, unit: string) => ({ name, unit, type: 'gauge' as const });
const counter = (name: string, unit: string) => ({ name, unit, type: 'counter' as const });
