import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv2020 from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import {
  heapJsonSchema,
  recordingJsonSchema,
  reportJsonSchema,
} from '../../src/report/json-schema.ts';
import { reportOf } from '../../src/report/report-of.ts';
import { checkedClean, checkedFailure, checkedLeak, checkedOpen } from '../helpers/checked.ts';
import { HEAP_REPORTS } from '../helpers/heap-report.ts';
import { jsHeap } from '../helpers/js-heap.ts';
import { CONTROLS, EVERY_KIND, header, TOOL } from '../helpers/recording.ts';
import { cleanResult, report, result } from '../helpers/result.ts';

// Not zod, from whose types the schemas are made: what an outsider would validate with.
const ajv = new Ajv2020.default({ strict: true, allErrors: true, allowUnionTypes: true });
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** A copy in which the value at a path is another one, or is gone. */
function broken(value: object, path: string, to: unknown): unknown {
  const copy = structuredClone(value) as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop()!;
  const parent = names.reduce((at, name) => at[name] as Record<string, unknown>, copy);
  if (to === undefined) delete parent[last];
  else parent[last] = to;
  return copy;
}

const RUN = {
  tool: TOOL,
  startedAt: '2026-01-31T12:00:00.000Z',
  durationMs: 5000,
  interrupted: false,
  controls: CONTROLS,
};
const FAILURE = checkedFailure({ name: 'TypeError', message: 'no', stack: 'TypeError: no' });
const ALL = [checkedLeak(), checkedClean(), checkedOpen(), FAILURE];

describe('the JSON Schema of the report', () => {
  const validate = ajv.compile(reportJsonSchema());

  it.each([
    { name: 'every verdict', valid: reportOf(RUN, ALL, null) },
    { name: 'an allow-list', valid: reportOf(RUN, ALL, [{ pattern: '*', reason: 'x' }]) },
    { name: 'scenarios', valid: report([result(), cleanResult()]) },
    { name: 'nothing', valid: report([], { controls: null }) },
  ])('takes a report of $name', ({ valid }) => {
    expect(validate(asJson(valid)), JSON.stringify(validate.errors)).toBe(true);
  });

  it('takes fields that a later version adds', () => {
    expect(validate(asJson({ ...report([]), later: 1 }))).toBe(true);
  });

  it.each([
    { path: 'schema', to: 'leaklab.report/2' },
    { path: 'startedAt', to: undefined },
    { path: 'durationMs', to: '5 s' },
    { path: 'tool.node', to: null },
    { path: 'results', to: {} },
    { path: 'results.0.verdict', to: 'leaky' },
    { path: 'results.0.memory', to: 'heap' },
    { path: 'results.0.reason', to: undefined },
    { path: 'results.0.heldBy', to: undefined },
    { path: 'results.0.growth.shape', to: 'round' },
    { path: 'results.0.growth.bytesPerOperation.low', to: undefined },
    { path: 'results.0.subject.kind', to: 'thing' },
    { path: 'results.0.timeToLimit.seconds', to: 'soon' },
    { path: 'results.0.allowed', to: 'yes' },
    { path: 'controls.planted.found', to: 1 },
  ])('refuses one whose $path is $to', ({ path, to }) => {
    const valid = asJson(reportOf(RUN, ALL, null)) as object;
    expect(validate(broken(valid, path, to))).toBe(false);
    const name = path.split('.').at(-1)!;
    expect(JSON.stringify(validate.errors)).toContain(name);
  });
});

describe('the JSON Schema of the recording', () => {
  const validate = ajv.compile(recordingJsonSchema());

  it('takes each line of one', () => {
    for (const record of [header(), ...EVERY_KIND]) {
      expect(validate(asJson(record)), JSON.stringify(validate.errors)).toBe(true);
    }
  });

  it('takes a header of a version that knew less', () => {
    const { heapLimitBytes: _, memoryBytes: __, ...tool } = TOOL;
    expect(validate(asJson(header({ tool: tool as typeof TOOL })))).toBe(true);
  });

  it.each([
    { record: { type: 'other' } },
    { record: broken(header(), 'schema', 'leaklab.recording/2') },
    { record: broken(header(), 'settings.seed', -1) },
    { record: broken(jsHeap(), 'growth.0.path', undefined) },
    { record: broken(jsHeap(), 'growth.0.within.0.place', undefined) },
    { record: broken(jsHeap(), 'growth.0.promises.unsettled', 0.5) },
    { record: broken(jsHeap(), 'allocations', [{ bytes: -1, stack: [] }]) },
    { record: broken(jsHeap(), 'unreleased', undefined) },
    ...EVERY_KIND.map((record) => ({ record: broken(record, 'elapsedMs', undefined) })),
  ])('refuses $record', ({ record }) => {
    expect(validate(asJson(record))).toBe(false);
  });
});

describe('the package', () => {
  it.each([
    { file: 'report.schema.json', schema: reportJsonSchema() },
    { file: 'recording.schema.json', schema: recordingJsonSchema() },
    { file: 'heap.schema.json', schema: heapJsonSchema() },
  ])('exports $file as the build has written it', ({ file, schema }) => {
    const path = createRequire(import.meta.url).resolve(`leaklab/${file}`);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(schema);
  });
});

describe('the JSON Schema of what leaklab heap prints', () => {
  const validate = ajv.compile(heapJsonSchema());
  const { summary, growth } = HEAP_REPORTS;

  it.each(Object.entries(HEAP_REPORTS))('takes the %s', (_, valid) => {
    expect(validate(asJson(valid)), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each([
    { valid: summary, path: 'schema', to: 'leaklab.heap/2' },
    { valid: summary, path: 'growth', to: undefined },
    { valid: summary, path: 'summary.bytes', to: '1 KiB' },
    { valid: summary, path: 'summary.collections.0.entries', to: undefined },
    { valid: summary, path: 'summary.retainers.0.object.text', to: undefined },
    { valid: growth, path: 'growth.groups.0.path.0.edge', to: undefined },
    { valid: growth, path: 'growth.sharedWithBefore', to: null },
  ])('refuses $path: $to', ({ valid, path, to }) => {
    expect(validate(asJson(broken(valid, path, to)))).toBe(false);
  });
});
