import type { Measured, Progress } from '../harness/measure.ts';
import type { Verdict } from '../record/schema.ts';
import { sparkline } from '../report/braille.ts';
import * as format from '../report/format.ts';
import type { Paint } from '../report/paint.ts';
import { paintVerdict } from '../report/paint.ts';

export interface RunningSubject {
  readonly name: string;
  /** The heap between the floors, newest last. */
  readonly heap: number[];
  latest: Progress | null;
}

export interface LiveState {
  readonly running: ReadonlyMap<Measured, RunningSubject>;
  readonly done: number;
  readonly targets: number;
  /** How many of those done are as they should be, and how that is said: "as labelled", "clean". */
  readonly right: number;
  readonly rightIs: string;
  /** The subject that was finished last. */
  readonly last: { readonly text: string; readonly verdict: Verdict } | null;
  readonly elapsedMs: number;
}

const NAME_WIDTH = 26;
const FEWEST_SPARKS = 6;
const MOST_SPARKS = 28;
const FEWEST_COLUMNS_FOR_SIZE = 60;

/** The lines that are redrawn while a run goes on; none is longer than `columns`. */
export function renderLive(state: LiveState, options: { columns: number; paint: Paint }): string[] {
  const { paint, columns } = options;
  const rows = [...state.running.values()].map((subject) => subjectLine(subject, options));
  const last =
    state.last === null
      ? []
      : [paintVerdict(paint, state.last.verdict, cut(state.last.text, columns))];
  return [...last, ...rows, paint.dim(cut(totalLine(state), columns))];
}

function subjectLine(
  { name, heap, latest }: RunningSubject,
  { columns, paint }: { columns: number; paint: Paint },
): string {
  const verdict = latest?.judgement?.verdict ?? null;
  const judged =
    verdict === 'leak'
      ? `leak ${format.rate(latest?.judgement?.growth?.bytesPerOperation.estimate ?? 0)}`
      : verdict === 'clean'
        ? 'clean so far'
        : 'measuring';
  const size = heap.length === 0 ? '' : format.bytes(heap.at(-1)!);
  const roomy = columns >= FEWEST_COLUMNS_FOR_SIZE;
  const texts = roomy ? `${size.padStart(9)}  ${judged}` : judged;
  const nameWidth = Math.min(NAME_WIDTH, Math.max(10, columns - texts.length - 2));
  const sparks = Math.min(MOST_SPARKS, columns - nameWidth - texts.length - 4);
  const line = `${cut(name, nameWidth).padEnd(nameWidth)}  ${
    sparks >= FEWEST_SPARKS ? `${sparkline(heap, sparks).padEnd(sparks)}  ` : ''
  }${texts}`;
  const shown = cut(line, columns);
  return verdict === null || verdict === 'inconclusive'
    ? shown
    : paintVerdict(paint, verdict, shown);
}

function totalLine({ done, targets, right, rightIs, running, elapsedMs }: LiveState): string {
  if (done === 0) return `controls and first subjects … (${targets} to measure)`;
  const left = (elapsedMs / done) * (targets - done);
  const remaining =
    running.size === 0 ? '' : `, about ${format.duration(Math.ceil(left / 1000) * 1000)} left`;
  return `${done} of ${targets} done, ${right} ${rightIs}${remaining}`;
}

const cut = (line: string, columns: number): string =>
  line.length <= columns ? line : `${line.slice(0, columns - 1)}…`;
