import type { ObjectEvidence } from '../analysis/object-evidence.ts';
import type { ObjectGrowth, PathStep } from '../record/schema.ts';
import * as format from './format.ts';
import {
  functionText,
  inFolder,
  isEventTable,
  isRegistry,
  nameLabel,
  pathWords,
} from './path-words.ts';
import type { Result } from './result.ts';

type HeldBy = NonNullable<Result['heldBy']>;

/**
 * Who holds the objects that came, from what a person can find in the source on. Files are named as from
 * the subject's folder.
 */
export function heldByObjects({ held, bytes, heap }: ObjectEvidence, folder: string): HeldBy {
  return held.map((growth) => ({
    path: [...pathText(growth, folder), grownText(growth, heap.operations, folder)],
    bytes: growth.bytes,
    count: Math.max(0, growth.count),
    share: bytes === 0 ? 0 : growth.bytes / bytes,
  }));
}

function pathText({ path, within }: ObjectGrowth, folder: string): string[] {
  const steps = [
    ...path,
    ...within.slice(0, -1).filter(isTold),
    ...within.slice(-1).filter(isLink),
  ];
  const told = pathWords(
    steps.map((step) => inFolder(step, folder)),
    nameLabel,
  );
  const texts = told.length === 0 ? ['(root)'] : told.map(({ text }) => text);
  const last = steps.at(-1);
  return last !== undefined && isEventTable(last) ? [...texts, LISTENERS] : texts;
}

/** Of many events: of one, its name is told. */
const LISTENERS = 'listeners of its events';

/** Below the holder, what has a name: its inner parts are told as entries. */
const isTold = (step: PathStep): boolean =>
  isRegistry(step) || (step.edge === 'property' && step.kind !== 'array');

/** Of a list's links, the property or the variable by which one holds the next. */
const isLink = ({ isRepeated, edge, name, class: kind }: PathStep): boolean =>
  isRepeated && (edge === 'property' || edge === 'context') && name !== '*' && !OF_NODE.has(kind);

/** Lists of Node's own, which have a name before them. */
const OF_NODE = new Set(['Listener', 'Timeout', 'Immediate']);

function grownText(growth: ObjectGrowth, operations: number, folder: string): string {
  const { count, contents, isInPlace, bytes, holders } = growth;
  const during = `in ${format.operations(operations)}`;
  if (isInPlace) return `(itself): ${format.bytes(Math.max(0, bytes))} larger ${during}`;
  const more = `+${Math.max(0, count).toLocaleString('en-US')} ${during}`;
  const [most] = contents;
  const what = most === undefined ? '' : `, most of it ${nameOf(most)}`;
  const among = holders > 1 ? `, in ${holders.toLocaleString('en-US')} of these` : '';
  const drawn = sampleText(growth, folder);
  return `(entries): ${more}${among}${what}${drawn === null ? '' : `, as ${drawn}`}`;
}

const nameOf = ({ class: name, kind }: ObjectGrowth['contents'][number]): string =>
  kind === 'closure' ? `function ${name}` : (OUTSIDE.get(name) ?? name);

/** In V8's words, what belongs to an object and is not one. */
const OUTSIDE: ReadonlyMap<string, string> = new Map([
  ['system / JSArrayBufferData', 'the bytes of buffers'],
  ['system / Context', 'the scopes of functions'],
  ['(array)', 'the insides of arrays and tables'],
  ['(object shape)', 'shapes of objects'],
]);

/** Of a function, where it stands says more than what it looks like. */
function sampleText({ sample, within }: ObjectGrowth, folder: string): string | null {
  const member = within.at(-1);
  return member?.kind === 'closure' && member.place !== null
    ? functionText(inFolder(member, folder))
    : sample;
}
