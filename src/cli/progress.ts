import type { Measured, Measurement, Progress } from '../harness/measure.ts';
import type { RunWatcher } from '../harness/run.ts';
import { MEMORIES_IN_TEXT } from '../record/memory-names.ts';
import { subjectName } from '../record/subject-name.ts';
import { asExpected } from '../report/exit-code.ts';
import * as format from '../report/format.ts';
import { oneLine } from '../report/one-line.ts';
import type { Paint } from '../report/paint.ts';
import { paintFor } from '../report/paint.ts';
import { resultOf } from '../report/result-of.ts';
import { columnsOf } from './columns.ts';
import type { LiveState, RunningSubject } from './live.ts';
import { renderLive } from './live.ts';

type Stream = NodeJS.WriteStream & { columns?: number };

export interface ProgressDisplay extends RunWatcher {
  stop(): void;
}

/**
 * Shows how a run goes: a few lines redrawn in place on a terminal, one line a subject elsewhere,
 * nothing where that is asked for.
 */
export function startProgress(options: {
  targets: number;
  /** What a subject is that shows no fault: "as labelled" or "clean". */
  rightIs: string;
  stream: Stream;
  silent: boolean;
}): ProgressDisplay {
  const { stream, silent, targets, rightIs } = options;
  if (silent) return { started() {}, progressed() {}, finished() {}, stop() {} };
  const paint = paintFor(stream, process.env);
  return stream.isTTY && process.env.TERM !== 'dumb'
    ? liveDisplay(stream, { targets, rightIs, paint })
    : lineDisplay(stream, targets);
}

function lineDisplay(stream: Stream, targets: number): ProgressDisplay {
  let done = 0;
  return {
    started() {},
    progressed() {},
    finished(measurement) {
      if (measurement.target.subject.kind !== 'control') done++;
      stream.write(`[${done}/${targets}] ${finishedLine(measurement)}\n`);
    },
    stop() {},
  };
}

function finishedLine(measurement: Measurement): string {
  const result = resultOf(measurement);
  const { growth, memory, upperBoundBytesPerOperation: bound } = result;
  const detail =
    growth !== null && memory !== null
      ? ` ${format.rate(growth.bytesPerOperation.estimate)} in ${MEMORIES_IN_TEXT[memory]}`
      : bound !== null
        ? ` < ${format.number(bound)} B/op`
        : ` (${oneLine(result.reason ?? 'for no known reason')})`;
  return `${oneLine(subjectName(measurement.target.subject))}: ${result.verdict}${detail}, ${format.duration(result.durationMs)}`;
}

const FRAME_MS = 100;
const HEAP_POINTS = 600;

function liveDisplay(
  stream: Stream,
  { targets, rightIs, paint }: { targets: number; rightIs: string; paint: Paint },
): ProgressDisplay {
  const running = new Map<Measured, RunningSubject>();
  const startedAt = performance.now();
  let done = 0;
  let right = 0;
  let last: LiveState['last'] = null;
  let drawn = 0;

  const erase = (): string => (drawn === 0 ? '' : `\u001b[${drawn}A\u001b[0J`);
  const draw = (): void => {
    const elapsedMs = performance.now() - startedAt;
    const state: LiveState = { running, done, targets, right, rightIs, last, elapsedMs };
    const lines = renderLive(state, { columns: columnsOf(stream) - 1, paint });
    stream.write(`${erase()}${lines.map((line) => `${line}\n`).join('')}`);
    drawn = lines.length;
  };
  const timer = setInterval(draw, FRAME_MS);
  timer.unref();

  return {
    started(target) {
      running.set(target, { name: oneLine(subjectName(target.subject)), heap: [], latest: null });
    },
    progressed(target, progress) {
      const subject = running.get(target);
      if (subject === undefined) return;
      const { raw } = progress;
      if (raw !== null && progress.sample === null) {
        subject.heap.push(heapOf(raw));
        if (subject.heap.length > HEAP_POINTS) subject.heap.shift();
      }
      subject.latest = {
        ...progress,
        judgement: progress.judgement ?? subject.latest?.judgement ?? null,
      };
    },
    finished(measurement) {
      running.delete(measurement.target);
      if (measurement.target.subject.kind !== 'control') {
        done++;
        if (asExpected(resultOf(measurement))) right++;
      }
      last = { text: finishedLine(measurement), verdict: measurement.judgement.verdict };
    },
    stop() {
      clearInterval(timer);
      stream.write(erase());
      drawn = 0;
    },
  };
}

/** All that the subject holds, whichever memory it is in. */
function heapOf(raw: NonNullable<Progress['raw']>): number {
  return raw.heapUsedBytes + raw.arrayBuffersBytes + (raw.wasmLiveBytes ?? raw.wasmPagesBytes ?? 0);
}
