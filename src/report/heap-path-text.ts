import type { PathStep } from '../record/schema.ts';
import { ANONYMOUS, near, objectName } from './heap-object-name.ts';
import type { HeapReportObject, HeapReportStep } from './heap-result.ts';
import { MODULE, pathWords } from './path-words.ts';

/** What is said of one object of a path. */
export interface HeapPathStep {
  readonly text: string;
  /** Null of a module that is told by its name alone. */
  readonly object: HeapReportObject | null;
}

/** The path in a line. */
export const pathText = (path: readonly HeapReportStep[], isOfOne = true): string =>
  pathTexts(path, isOfOne).join(' → ');

/** Each step in words; of a long path, its beginning and its end. */
export function pathTexts(path: readonly HeapReportStep[], isOfOne = true): string[] {
  if (path.length === 0) return ['no strong path from a root'];
  const steps = pathSteps(path, isOfOne).map(({ text }) => text);
  const left = steps.length - MOST_STEPS_SHOWN;
  if (left <= 1) return steps;
  const half = MOST_STEPS_SHOWN / 2;
  return [...steps.slice(0, half), `… ${count(left)} steps …`, ...steps.slice(-half)];
}

const MOST_STEPS_SHOWN = 16;

/** Each step in words. The last of a path to many objects stands for all of them: it is told by its class. */
export function pathSteps(path: readonly HeapReportStep[], isOfOne = true): HeapPathStep[] {
  const steps = path.flatMap((step, at) => {
    const shown = at === path.length - 1 && !isOfOne ? ofMany(step) : recorded(step);
    return asTold(step, isUnnamed(path, at) ? { ...shown, edge: '', name: '' } : shown);
  });
  // The root itself says nothing.
  const told = path.length > 1 ? steps.slice(1) : steps;
  const inWords = pathWords(
    told.map(({ step }) => step),
    edgeLabel,
    told.at(-1)?.step,
  );
  const shown = inWords.map(({ at, text }) => ({ text, object: told[at]!.object }));
  return isOfOne ? folded(shown) : shown;
}

/** What is said several times in a row, said once, of the last. */
function folded(steps: readonly HeapPathStep[]): HeapPathStep[] {
  const isLast = steps.map(({ text }, i) => text !== steps[i + 1]?.text);
  let first = 0;
  return steps.flatMap(({ text, object }, i) => {
    if (!isLast[i]) return [];
    const times = i + 1 - first;
    first = i + 1;
    return [{ text: times === 1 ? text : `${text} (${count(times)} times)`, object }];
  });
}

const count = (value: number): string => value.toLocaleString('en-US');

/** The root's edges are places, and those of its groups of roots. */
const isUnnamed = (path: readonly HeapReportStep[], at: number): boolean =>
  at <= (path[1]?.object.class === '(GC roots)' ? 2 : 1);

/** As a run records it: by V8's type of the object, and its name. */
function recorded(step: HeapReportStep): PathStep {
  const { edge, object, place, isRepeated = false } = step;
  const kind = KINDS.get(object.class) ?? 'object';
  const names: Readonly<Record<string, string>> = {
    closure: object.text ?? ANONYMOUS,
    hidden: `system / ${object.text}`,
  };
  return near({
    edge: edge?.type ?? '',
    name: edge?.name ?? '',
    class: names[kind] ?? objectName(object),
    kind,
    isRepeated,
    place,
  });
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ['(closure)', 'closure'],
  ['(array)', 'array'],
  ['(system)', 'hidden'],
  ['(compiled code)', 'code'],
  ['(object shape)', 'object shape'],
  ['(GC roots)', 'synthetic'],
]);

function ofMany(step: HeapReportStep): PathStep {
  return { ...recorded(step), class: step.object.class, kind: 'object', place: null };
}

interface Told {
  readonly step: PathStep;
  readonly object: HeapReportObject | null;
}

/** With the module before its scope, or before a variable that it exports. */
function asTold({ role, object, place }: HeapReportStep, step: PathStep): Told[] {
  switch (role?.kind) {
    case 'module scope':
      return [
        { step: moduleIn(place?.file ?? null), object },
        { step, object },
      ];
    case 'export':
      return [
        { step: moduleIn(role.file), object: null },
        { step: { ...step, edge: 'context', name: role.name }, object },
      ];
    case 'entry':
      return [{ step: { ...step, edge: 'key', name: `"${role.key}"` }, object }];
    default:
      return [{ step, object }];
  }
}

function moduleIn(file: string | null): PathStep {
  const place = file === null ? null : { function: null, file, line: null, column: null };
  const step = { edge: '', name: '', class: MODULE, kind: 'hidden', isRepeated: false, place };
  return near(step);
}

/** How an edge is written before what it leads to: `cache: `, `[3]: `, `variable total: `, `<table>: `. */
function edgeLabel({ edge, name }: PathStep): string {
  switch (edge) {
    case '':
      return '';
    case 'property':
    case 'key':
      return `${name}: `;
    case 'element':
      return `[${name}]: `;
    case 'context':
      return `variable ${name}: `;
    case 'weak':
      return `weak <${name}>: `;
    default:
      // V8's own: a number is a place in a table, or of no meaning.
      return /^(\d+|\*)$/.test(name) ? '' : `<${name}>: `;
  }
}
