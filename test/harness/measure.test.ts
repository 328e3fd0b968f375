import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judge } from '../../src/analysis/verdict.ts';
import type { Measurement } from '../../src/harness/measure.ts';
import { controlsOf } from '../../src/record/controls-of.ts';
import { parseRecording } from '../../src/record/reader.ts';
import type { Controls } from '../../src/record/schema.ts';
import { measureFixture } from '../helpers/measure-fixture.ts';
import { CONTROLS, NOT_FOUND } from '../helpers/recording.ts';

const events = ({ entries }: Measurement) =>
  entries.filter((entry) => entry.type === 'event' && !['gc', 'memwatch'].includes(entry.event));

const between = (operations: number, after: number, upTo: number): boolean =>
  operations > after && operations <= upTo;

describe('a subject that works', () => {
  test('is measured, judged, and recorded as it was judged', async () => {
    const measurement = await measureFixture('state.mjs', { budgetMs: 40_000 });
    const { judgement, path, entries, header } = measurement;
    expect(judgement.verdict).toBe('leak');
    expect(judgement.memory).toBe('js-heap');
    // An object of one field takes 32 bytes and its place in the array 8 or a little more.
    expect(judgement.growth?.bytesPerOperation.estimate).toBeGreaterThan(35);
    expect(judgement.growth?.bytesPerOperation.estimate).toBeLessThan(50);

    const recording = parseRecording(readFileSync(path, 'utf8'), path);
    expect(recording.remarks).toEqual([]);
    expect(recording.entries).toEqual(JSON.parse(JSON.stringify(entries)));
    const { settings, controls } = recording.header;
    expect(judge({ settings, controls, entries: recording.entries })).toEqual(judgement);
    expect(header.settings.seed).toBe(1);
  });

  test.each([
    ['waits-before-freeing.mjs', 'needs a turn of the event loop before it lets go'],
    ['prints-a-lot.mjs', 'prints at each operation'],
    ['prints-megabytes.mjs', 'prints faster than anyone reads'],
  ])('%s is clean: it %s', async (name) => {
    const { judgement } = await measureFixture(name);
    expect(judgement.verdict).toBe('clean');
    expect(judgement.upperBoundBytesPerOperation).toBeLessThan(1);
  });

  test('takes batches of a few milliseconds at least, and looks into each of them', async () => {
    const { entries } = await measureFixture('waits-before-freeing.mjs');
    const floors = entries.filter((entry) => entry.type === 'sample');
    const middle = floors.map((floor) => floor.batchMs).sort((a, b) => a - b)[floors.length >> 1]!;
    // The schedule is tested by itself; a busy machine can only stretch what it asks for.
    expect(middle).toBeGreaterThan(4);
    const raws = entries.filter((entry) => entry.type === 'raw');
    const looks = floors
      .slice(1)
      .map((floor, i) =>
        raws.filter((raw) => between(raw.operations, floors[i]!.operations, floor.operations)),
      );
    expect(Math.min(...looks.map(({ length }) => length))).toBeGreaterThan(0);
  });

  test('is looked at while a long operation waits', async () => {
    const operations = 4;
    const { entries } = await measureFixture('slow.mjs', {
      iterations: operations,
      budgetMs: 60_000,
    });
    const raws = entries.filter((entry) => entry.type === 'raw' && entry.operations > 0);
    // One look follows each operation and one each batch. All others are taken while one waits.
    expect(raws.length).toBeGreaterThan(2 * operations);
  });

  test('in several threads is measured in each, and judged by their sum', async () => {
    const { entries, judgement } = await measureFixture('state.mjs', {
      threads: 2,
      budgetMs: 40_000,
    });
    const threads = new Set(
      entries.flatMap((entry) => (entry.type === 'sample' ? [entry.thread] : [])),
    );
    expect(threads.size).toBe(2);
    expect(judgement.verdict).toBe('leak');
    expect(judgement.growth?.bytesPerOperation.estimate).toBeLessThan(60);
  });
});

describe('controls that are measured beside the subject', () => {
  const measured = (controls: Promise<Controls | null>) =>
    measureFixture('waits-before-freeing.mjs', {}, new AbortController().signal, controls);

  test('are waited for, and recorded once, before the outcome', async () => {
    let known = false;
    const late = new Promise<Controls>((resolve) => {
      setTimeout(() => {
        known = true;
        resolve(CONTROLS);
      }, 3000);
    });
    const { header, entries, judgement } = await measured(late);
    expect(known).toBe(true);
    expect(judgement.verdict).toBe('clean');
    expect(header.controls).toBeNull();
    const kinds = entries.map(({ type }) => type);
    expect(kinds.filter((kind) => kind === 'controls')).toHaveLength(1);
    expect(kinds.indexOf('controls')).toBeLessThan(kinds.indexOf('outcome'));
    expect(controlsOf(header, entries)).toEqual(CONTROLS);
  });

  test('make everything inconclusive where one failed', async () => {
    const { judgement } = await measured(Promise.resolve(NOT_FOUND));
    expect(judgement).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringMatching(/^a control failed: the planted leak was not found/),
    });
  });
});

describe('a subject that fails', () => {
  test.each([
    ['throws-later.mjs', 'TypeError: operation 999: the thousandth operation is too much'],
    ['rejects.mjs', 'RangeError: operation 50: rejected at fifty'],
    ['setup-throws.mjs', 'Error: setup: no database here'],
    [
      'no-operation.mjs',
      'it exports no operation that is a function, but handler, version: name the one',
    ],
    ['broken-syntax.mjs', 'broken-syntax.mjs:2:1 does not parse: '],
    ['exits.mjs', 'the subject ended its own thread with exit code 7'],
    ['throws-in-a-timer.mjs', 'thrown from a timer'],
    ['missing.mjs', 'missing.mjs'],
  ])('%s is failed with its own error', async (name, reason) => {
    const { judgement, outcome, path } = await measureFixture(name);
    expect(judgement.verdict).toBe('failed');
    expect(judgement.reason).toContain(reason);
    expect(outcome.error?.stack ?? '').not.toBe(undefined);
    expect(parseRecording(readFileSync(path, 'utf8'), path).remarks).toEqual([]);
  });

  test('by throwing keeps its own stack', async () => {
    const { outcome } = await measureFixture('throws-later.mjs');
    expect(outcome.error?.stack).toContain('throws-later.mjs:2');
  });

  test.each(['hangs.mjs', 'never-resolves.mjs'])('%s is failed after --timeout', async (name) => {
    const { judgement, outcome } = await measureFixture(name, { timeoutMs: 700 });
    expect(judgement.verdict).toBe('failed');
    expect(judgement.reason).toContain('no answer for 0.7 s');
    expect(outcome.end).toBe('failed');
  });
});

describe('a subject that reaches its limit', () => {
  const limitBytes = 48 * 2 ** 20;
  test.each([
    // At some limits and versions V8 ends the whole process for a Map, at others the worker alone.
    ['map-grows.mjs', 'js-heap', null, 'heap'],
    ['array-grows.mjs', 'js-heap', null, 'memory'],
    ['buffers-grow.mjs', 'array-buffers', 'operation', 'passed the limit of 48 MiB'],
  ] as const)('%s is a leak, with the limit as evidence', async (name, memory, scope, message) => {
    const measurement = await measureFixture(name, {
      limitBytes,
      untilOom: true,
      budgetMs: 50_000,
    });
    const ranOut = events(measurement).find(
      (entry) => entry.type === 'event' && entry.event === 'out-of-memory',
    );
    expect(measurement.outcome.end).toBe('out-of-memory');
    expect(ranOut).toMatchObject({ memory, limitBytes, message: expect.stringContaining(message) });
    if (scope !== null) expect(ranOut).toMatchObject({ scope });
    expect(measurement.judgement).toMatchObject({ verdict: 'leak', memory });
    expect(existsSync(measurement.path)).toBe(true);
  });
});

test('an interrupted subject is recorded as interrupted, and its recording is whole', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 600);
  const { outcome, judgement, path } = await measureFixture('slow.mjs', {}, controller.signal);
  expect(outcome.end).toBe('interrupted');
  expect(judgement).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringMatching(/^interrupted; /),
  });
  expect(parseRecording(readFileSync(path, 'utf8'), path).remarks).toEqual([]);
});
