import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Judgement } from '../../src/analysis/verdict.ts';
import { judge } from '../../src/analysis/verdict.ts';
import type { LiveState, RunningSubject } from '../../src/cli/live.ts';
import { renderLive } from '../../src/cli/live.ts';
import type { Target } from '../../src/harness/measure.ts';
import { PLAIN, paintFor } from '../../src/report/paint.ts';
import { CONTROLS, outcome, SETTINGS, samplesOf } from '../helpers/recording.ts';
import type { Law } from '../helpers/series.ts';
import { floors, leak, nothing } from '../helpers/series.ts';

const COLOURED = paintFor({ isTTY: true }, {});
const MIB = 2 ** 20;

const judgementOf = (law: Law): Judgement =>
  judge({
    settings: SETTINGS,
    controls: CONTROLS,
    entries: [...samplesOf({ 'js-heap': floors(law, { count: 24 }) }), outcome()],
  });

function running(name: string, law: Law | null, heap = [MIB, 2 * MIB, 3 * MIB]): RunningSubject {
  const judgement = law === null ? null : judgementOf(law);
  return { name, heap, latest: { elapsedMs: 1, raw: null, sample: null, judgement } };
}

function state(subjects: readonly RunningSubject[], over: Partial<LiveState> = {}): LiveState {
  return {
    running: new Map(subjects.map((subject) => [{} as Target, subject])),
    done: 4,
    targets: 12,
    right: 3,
    rightIs: 'as labelled',
    last: null,
    elapsedMs: 8000,
    ...over,
  };
}

const THREE = [
  running('cycle wasm leaky', leak(48)),
  running('cycle ts fixed', nothing),
  running('leaky-cache ts fifo', null, []),
];
const plain = (given: LiveState, columns = 80): string =>
  renderLive(given, { columns, paint: PLAIN }).join('\n');

describe('the lines of a run that goes on', () => {
  it('show what finished last, what runs, and how much is left', () => {
    expect(
      `\n${plain(state(THREE, { last: { text: 'forget ts fixed: clean', verdict: 'clean' } }))}`,
    ).toMatchInlineSnapshot(`
      "
      forget ts fixed: clean
      cycle wasm leaky            ⣰⡇                              3 MiB  leak +48 B/op
      cycle ts fixed              ⣰⡇                               3 MiB  clean so far
      leaky-cache ts fifo                                                  measuring
      4 of 12 done, 3 as labelled, about 16 s left"
    `);
  });

  it('have no curve on a narrow terminal', () => {
    expect(`\n${plain(state(THREE), 40)}`).toMatchInlineSnapshot(`
      "
      cycle wasm leaky           leak +48 B/op
      cycle ts fixed              clean so far
      leaky-cache ts fifo         measuring
      4 of 12 done, 3 as labelled, about 16 s…"
    `);
  });

  it('begin with the controls', () => {
    expect(plain(state([], { done: 0 }))).toBe('controls and first subjects … (12 to measure)');
  });

  it('reckon the time left from the time taken', () => {
    expect(plain(state(THREE))).toContain('4 of 12 done, 3 as labelled, about 16 s left');
    expect(plain(state([], { done: 12 }))).toBe('12 of 12 done, 3 as labelled');
  });

  const long = state([running(`${'long-'.repeat(20)}name`, leak(48)), ...THREE], {
    last: { text: 'x'.repeat(200), verdict: 'leak' },
  });

  it('are never longer than the terminal is wide', () => {
    for (let columns = 20; columns <= 120; columns++) {
      for (const given of [state(THREE), long, state([], { done: 0 })]) {
        for (const paint of [PLAIN, COLOURED]) {
          const lines = renderLive(given, { columns, paint }).map(stripVTControlCharacters);
          const widest = Math.max(...lines.map((line) => line.length));
          expect(widest, `${columns} columns`).toBeLessThanOrEqual(columns);
        }
      }
    }
  });

  it('are one a subject', () => {
    expect(renderLive(long, { columns: 60, paint: PLAIN })).toHaveLength(6);
  });

  it('have colours that change no text', () => {
    const coloured = renderLive(state(THREE), { columns: 80, paint: COLOURED }).join('\n');
    expect(plain(state(THREE))).not.toContain('\u001b');
    expect(coloured).toContain('\u001b[31mcycle wasm leaky');
    expect(coloured).toContain('\u001b[32mcycle ts fixed');
    expect(stripVTControlCharacters(coloured)).toBe(plain(state(THREE)));
  });
});
