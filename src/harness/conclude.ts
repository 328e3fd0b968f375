import type { Judgement } from '../analysis/verdict.ts';
import { judge } from '../analysis/verdict.ts';
import type { Controls, Outcome, Settings } from '../record/schema.ts';
import type { Ending } from './ending.ts';
import type { Log } from './log.ts';
import type { Measured, Measurement } from './measure.ts';

export interface Concluded {
  readonly target: Measured;
  readonly path: string;
  readonly settings: Settings;
  readonly controls: Controls | null;
  readonly ending: Ending;
}

/** Judges what was recorded, has it explained, and records how it ended. */
export async function conclude(
  log: Log,
  { target, path, settings, controls, ending: { end, error } }: Concluded,
  explain: (first: Judgement) => Promise<void>,
): Promise<Measurement> {
  const outcomeNow = (): Outcome => ({ type: 'outcome', end, error, elapsedMs: log.elapsedMs() });
  await explain(judge({ settings, controls, entries: [...log.entries, outcomeNow()] }));
  const outcome = outcomeNow();
  log.add(outcome);
  const judgement = judge({ settings, controls, entries: log.entries });
  return { target, path, header: log.header(), entries: log.entries, judgement, outcome };
}

/** Waits for the controls, and writes what they showed, once. */
export async function knownControls(
  log: Log,
  options: { readonly controls: Promise<Controls | null> },
): Promise<Controls | null> {
  const known = log.entries.findLast((entry) => entry.type === 'controls');
  if (known !== undefined) return known.controls;
  const controls = await options.controls;
  if (controls !== null) log.add({ type: 'controls', elapsedMs: log.elapsedMs(), controls });
  return controls;
}
