import { memoryUsage } from 'node:process';
import { describeError } from '../errors.ts';
import type { Endpoint } from './endpoint.ts';
import { log } from './log.ts';
import { hasMeterProvider } from './meter-provider.ts';
import type { Metric } from './metrics.ts';
import type { ThreadReport } from './report.ts';
import type { Telemetry } from './telemetry.ts';
import type { ResolvedWatchOptions } from './watch-options.ts';

/**
 * Publishes what the isolates of this process report: at an endpoint where a port was given, and by the
 * program's OpenTelemetry as soon as it has one. What either needs is loaded when it is needed. Returns
 * what stops it.
 */
export function publishMetrics(
  { port, reportEveryMs }: Pick<ResolvedWatchOptions, 'port' | 'reportEveryMs'>,
  reports: () => readonly ThreadReport[],
): () => void {
  let stopped = false;
  let endpoint: Endpoint | null = null;
  let telemetry: Telemetry | null = null;

  async function serve(wanted: number): Promise<void> {
    const [{ openEndpoint }, { metricsOf }, { prometheusText }] = await Promise.all([
      import('./endpoint.ts'),
      import('./metrics.ts'),
      import('./prometheus-text.ts'),
    ]);
    const opened = await openEndpoint(wanted, () =>
      prometheusText(metricsOf(reports(), memoryUsage.rss())),
    );
    if (stopped) return opened.close();
    endpoint = opened;
    const taken = wanted === 0 || opened.port === wanted ? '' : `, for port ${wanted} is taken`;
    log(`metrics at http://127.0.0.1:${opened.port}/metrics${taken}.`);
  }

  async function telemeter(): Promise<void> {
    const [telemetryModule, { metricsOf }] = await Promise.all([
      import('./telemetry.ts'),
      import('./metrics.ts'),
    ]);
    const metrics = (): Metric[] => metricsOf(reports(), memoryUsage.rss());
    telemetry ??= telemetryModule.telemeter(metrics, complain);
    if (!stopped) telemetry.look();
  }

  if (port !== null) serve(port).catch(complain);
  const timer = setInterval(() => {
    if (hasMeterProvider()) telemeter().catch(complain);
  }, reportEveryMs);
  timer.unref();
  return () => {
    stopped = true;
    clearInterval(timer);
    endpoint?.close();
    telemetry?.stop();
  };
}

function complain(thrown: unknown): void {
  log(`no metrics: ${describeError(thrown).message}.`);
}
