import { MEMORY_NAMES } from '../record/memory-names.ts';
import { subjectName } from '../record/subject-name.ts';
import * as format from './format.ts';
import { oneLine } from './one-line.ts';
import { paintVerdict } from './paint.ts';
import type { Result } from './result.ts';
import type { TerminalOptions } from './terminal-options.ts';
import { wrap } from './wrap.ts';

/** What, how much, how sure, of whom: in one line where there is room, else broken between them. */
export function headline(result: Result, options: TerminalOptions): string[] {
  const { reason } = result;
  const verdict = verdictText(result);
  const name = oneLine(subjectName(result.subject));
  const [first, ...rest] = pack([verdict, ...partsOf(result, name)], options.columns);
  const { paint } = options;
  const head =
    paint.bold(paintVerdict(paint, result.verdict, verdict)) + first!.slice(verdict.length);
  const why = reason === null ? [] : wrap(oneLine(reason), options.columns, INDENT, INDENT);
  return [head, ...rest, ...why];
}

export const verdictText = ({ verdict, allowed }: Result): string =>
  allowed === null ? verdict : `${verdict} (allowed)`;

function partsOf(result: Result, name: string): string[] {
  const {
    verdict,
    growth,
    memory,
    upperBoundBytesPerOperation: bound,
    operations,
    durationMs,
  } = result;
  const effort = `${format.operations(operations)} in ${format.duration(durationMs)}`;
  const sure = format.percent(result.confidence);
  if (growth !== null) {
    const { estimate, low, high } = format.interval(growth.bytesPerOperation);
    const rate = `+${estimate} B/op (${low}–${high}, ${sure})`;
    return [rate, memory === null ? '' : MEMORY_NAMES[memory], name, outlook(result)];
  }
  if (bound !== null) return [`< ${format.bound(bound)} B/op (${sure})`, name, effort];
  // Of what failed, the operations until the last reading say little.
  return verdict === 'failed' ? [name] : [name, effort];
}

/** Where it will end. */
function outlook({ memory, timeToLimit, outOfMemory }: Result): string {
  if (outOfMemory !== null) {
    const { limitBytes, operations } = outOfMemory;
    return `→ ran out of memory at ${format.bytes(limitBytes)} after ${format.operations(operations)}`;
  }
  if (timeToLimit === null) return '';
  const { limitBytes, operations, seconds } = timeToLimit;
  const what = memory === 'js-heap' ? 'heap' : memory === 'wasm' ? 'WASM memory' : 'memory';
  // An extrapolation: two digits are all that it deserves.
  const many = format.operations(Number(operations.toPrecision(2)));
  return `→ ${format.bytes(limitBytes)} ${what} full after ${many} (${roughly(seconds)} at this pace)`;
}

const roughly = (seconds: number): string =>
  format.duration(Number((1000 * seconds).toPrecision(2)));

const GAP = '  ';
const INDENT = '      ';

/** Parts are kept whole where a line holds them. */
function pack(parts: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of parts.filter((part) => part !== '')) {
    if (line === '') line = part;
    else if (line.length + GAP.length + part.length <= columns) line += GAP + part;
    else {
      lines.push(line);
      const wrapped = wrap(part, columns, INDENT, INDENT);
      line = wrapped.pop()!;
      lines.push(...wrapped);
    }
  }
  return [...lines, line];
}
