import type {
  AllocationNode,
  AllocationProfile,
  FunctionCount,
  ScriptSource,
} from '../agent/protocol.ts';
import { isOfProgram } from '../analysis/stack-frames.ts';
import type { Counted, ParsedScript, ScoredPosition } from '../heap/allocation-line.ts';
import { isNameless, parseScript } from '../heap/allocation-line.ts';
import type { Wanted } from '../heap/allocation-scores.ts';
import { FIELDS_INITIALIZER } from '../heap/parse-script.ts';
import { isOwnFile } from '../own-files.ts';
import type { JsHeap, Place } from '../record/schema.ts';
import { fileOf, originalPosition } from './source-maps.ts';

/** Fewer bytes say nothing that the others don't. */
const LEAST_SHARE = 0.01;
const MOST_STACKS = 32;

/**
 * The stacks of a profile, each frame at the line of its call, the innermost at the line that makes
 * what is wanted: V8 tells functions alone. leaklab's own frames are left out.
 */
export function allocationStacks(
  { root, sources }: AllocationProfile,
  wanted: Wanted,
  calls: readonly FunctionCount[] = [],
): JsHeap['allocations'] {
  const stacks: { bytes: number; frames: AllocationNode[] }[] = [];
  const walk = (node: AllocationNode, above: readonly AllocationNode[]): void => {
    const frames = [node, ...above];
    if (node.bytes > 0) stacks.push({ bytes: node.bytes, frames });
    for (const child of node.children) walk(child, frames);
  };
  for (const child of root.children) walk(child, []);
  const total = stacks.reduce((sum, { bytes }) => sum + bytes, 0);
  const lines = createLines(sources, calls);
  const all = stacks
    .filter(({ bytes }) => bytes >= LEAST_SHARE * total)
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, MOST_STACKS)
    .flatMap(({ bytes, frames }) => {
      const stack = frames.filter(({ url }) => !isOwnFile(url));
      // The agent's own work between the two snapshots.
      const isOurs = stack.every(({ url }) => !isOfUser(url));
      return isOurs && stack.length < frames.length ? [] : [{ bytes, stack }];
    });
  // Of what is outside of the heap, V8 samples only the little that stands for it there.
  const scores = wanted.isOutside ? all.map(({ stack }) => lines.score(stack, wanted)) : [];
  const least = Math.max(LEAST_SCORE, NEARLY * Math.max(...scores));
  const told = (some: typeof all): JsHeap['allocations'] =>
    some.map(({ bytes, stack }) => {
      const { from, isMember } = lines.madeAt(stack, wanted);
      const places = stack.map((_, at) => lines.place(stack, at, wanted));
      return { bytes, stack: places.slice(from), isMember };
    });
  const fitting = wanted.isOutside ? all.filter((_, i) => scores[i]! >= least) : all;
  if (!wanted.isOutside || fitting.some(({ stack }) => hasOwn(stack))) return told(fitting);
  // Node makes the bytes of what it reads, and a package those of a body, where no code of the user's is
  // called: what is kept of them is made by it.
  const kept = told(all.filter(({ stack }) => hasOwn(stack))).filter(({ isMember }) => isMember);
  return kept.length > 0 ? kept : told(fitting);
}

const hasOwn = (stack: readonly AllocationNode[]): boolean =>
  stack.some(({ url }) => isOfProgram(url));

const memberWeight = ({ classes, member = null }: Wanted): number =>
  classes.filter((one) => one.class === member?.class).reduce((sum, { weight }) => sum + weight, 0);

/** Of what else a function makes; a list of what is in it is next to nothing. */
const MUCH = 0.1;
const LEAST_SCORE = 0.1;
/** Of an object's literal: at least a third of the properties are those that are wanted. */
const SAME_KEYS = 1.3;
/** Of the best: others may be right as well. */
const NEARLY = 0.8;

export const isOfUser = (url: string): boolean => url !== '' && !url.startsWith('node:');

/**
 * Where what is wanted is made, of the functions that ran: for what is so rare that no sample met it.
 * Null where none makes it.
 */
export function likelyAllocation(
  sources: readonly ScriptSource[],
  calls: readonly FunctionCount[],
  wanted: Wanted,
): Place | null {
  const found = sources
    .filter(({ url }) => isOfUser(url) && !isOwnFile(url))
    .flatMap((source) => {
      const script = parseScript(source.text, countedIn(source.url, calls));
      return calls
        .filter(({ url, count }) => url === source.url && count > 0)
        .flatMap((call) => {
          const at = script?.allocationIn(call, wanted) ?? null;
          return at === null ? [] : [{ ...at, source, function: call.function }];
        })
        .concat(elsewhere(script, source, wanted));
    })
    .sort((a, b) => b.score - a.score)[0];
  if (found === undefined) return null;
  const position = originalPosition(found.source, found.line, found.column);
  return position === null ? null : { function: found.function || '(anonymous)', ...position };
}

/** What is rare may not have run when calls were counted; then it must fit well. */
function elsewhere(script: ParsedScript | null, source: ScriptSource, wanted: Wanted) {
  const at = script?.allocationAnywhere(wanted) ?? null;
  if (at === null || at.score < LEAST_SCORE) return [];
  return [{ ...at, score: at.score * DID_NOT_RUN, source, function: '' }];
}

const DID_NOT_RUN = 0.5;

function countedIn(url: string, calls: readonly FunctionCount[]): Counted {
  const ran = calls.filter(({ count }) => count > 0);
  return {
    unreached: ran.filter((call) => call.url === url).flatMap(({ unreached }) => unreached),
    ran: new Set(ran.map((call) => lastWord(call.function))),
  };
}

function createLines(sources: readonly ScriptSource[], calls: readonly FunctionCount[]) {
  const byScript = new Map(sources.map((source) => [source.script, source]));
  const parsed = new Map<string, ParsedScript | null>();
  const scriptOf = (source: ScriptSource): ParsedScript | null => {
    if (!parsed.has(source.script)) {
      parsed.set(source.script, parseScript(source.text, countedIn(source.url, calls)));
    }
    return parsed.get(source.script) ?? null;
  };

  const exactIn = (
    source: ScriptSource,
    stack: readonly AllocationNode[],
    at: number,
    wanted: Wanted,
  ): ScoredPosition | null => {
    const script = scriptOf(source);
    const [node, callee] = [stack[at]!, stack[at - 1]];
    if (script === null) return null;
    if (callee === undefined) {
      const best = script.allocationOf(node, wanted);
      const own = wanted.isOutside === true ? null : memberIn(source, node, wanted);
      const isMuch = memberWeight(wanted) >= MUCH * (best?.score ?? 0);
      return isMuch ? (own ?? best) : best;
    }
    const name = lastWord(callee.function);
    const isAccessor = /^[gs]et /.test(callee.function);
    const call = isAccessor ? script.readOf(node, name, wanted) : script.callOf(node, name, wanted);
    if (call !== null) return call;
    // Of its own functions, a script has the names.
    if (callee.script === node.script && !isNameless(name)) return null;
    if (isOfUser(callee.url)) return script.callOutside(node, name, wanted);
    // Called by another name, or by what the language does without a call.
    const outside = callee.url === '' ? null : script.callOutside(node, name, wanted);
    return outside ?? script.allocationOf(node, wanted);
  };

  /** Where the function makes what hangs on the holder itself. */
  const memberIn = (
    source: ScriptSource,
    node: AllocationNode,
    wanted: Wanted,
  ): ScoredPosition | null => {
    const { member = null } = wanted;
    const script = scriptOf(source);
    if (member === null || script === null) return null;
    if (member.place !== null) {
      const { file, line, column } = member.place;
      if (line === null || column === null || fileOf(file) !== fileOf(source.url)) return null;
      const at = { line, column };
      return script.hasIn(node, at) ? { ...at, score: 1, isSuper: false } : null;
    }
    const alone = { ...wanted, classes: [{ class: member.class, weight: 1 }], holders: [] };
    const own = script.allocationOf(node, alone);
    const least = member.class === 'Object' ? SAME_KEYS : 1;
    return own !== null && own.score >= least ? own : null;
  };

  /** A class's constructor that the language has written: all of it is a `super(…)`. */
  const isImplied = (source: ScriptSource, node: AllocationNode): boolean =>
    !FIELDS.has(node.function) &&
    scriptOf(source)?.isClassAt(node, lastWord(node.function)) === true;

  return {
    /**
     * The frame from which on a stack tells where what is wanted was made: an object that a `super(…)` makes
     * is made by the `new`. And whether it is what hangs on the holder itself.
     */
    madeAt(stack: readonly AllocationNode[], wanted: Wanted): { from: number; isMember: boolean } {
      let isMember = false;
      let from = 0;
      for (;;) {
        const next = stack.slice(from).findIndex(({ url }) => isOfUser(url));
        const at = from + next;
        const source = next === -1 ? undefined : byScript.get(stack[at]!.script);
        if (source === undefined) return { from, isMember };
        const node = stack[at]!;
        const found = exactIn(source, stack, at, wanted);
        isMember ||= isSame(found, memberIn(source, node, wanted));
        const isOfNew = stack.slice(at + 1).some(({ url }) => isOfUser(url));
        const isHandedOn = found?.isSuper === true || isImplied(source, node);
        if (!isOfNew || !isHandedOn) return { from, isMember };
        from = at + 1;
      }
    },
    /** How well the innermost frame of the user fits what is wanted, most of which is outside of the heap. */
    score(stack: readonly AllocationNode[], wanted: Wanted): number {
      const at = stack.findIndex(({ url }) => isOfUser(url));
      const source = byScript.get(stack[at]?.script ?? '');
      if (source === undefined) return 0;
      const own = exactIn(source, stack, at, wanted)?.score ?? 0;
      return stack.slice(0, at).some(isOfBytes) ? Math.max(1, own) : own;
    },
    place(stack: readonly AllocationNode[], at: number, wanted: Wanted): Place {
      const node = stack[at]!;
      const name = FIELDS.get(node.function) ?? (node.function || '(anonymous)');
      const source = byScript.get(node.script);
      if (source === undefined || !isOfUser(node.url)) {
        const isKnown = node.url !== '';
        return {
          function: name,
          file: isKnown ? fileOf(node.url) : '',
          line: isKnown ? node.line : null,
          column: isKnown ? node.column : null,
        };
      }
      const { line, column } = exactIn(source, stack, at, wanted) ?? node;
      const written = originalPosition(source, line, column);
      return written === null
        ? { function: name, file: '', line: null, column: null }
        : { function: name, ...written };
    },
  };
}

const isSame = (one: ScoredPosition | null, other: ScoredPosition | null): boolean =>
  one !== null && other !== null && one.line === other.line && one.column === other.column;

/** Node's own, and V8's, that make bytes, and not a view of some. */
const isOfBytes = ({ url, function: name }: AllocationNode): boolean =>
  /^node:(?:internal\/)?buffer$/.test(url)
    ? /^(?:alloc|create|from)/.test(name)
    : url === '' && /^(?:Shared)?ArrayBuffer$/.test(name);

/** V8's names of what initialises a class. */
const FIELDS: ReadonlyMap<string, string> = new Map([
  [FIELDS_INITIALIZER, '(fields)'],
  ['<static_initializer>', '(static fields)'],
]);

/** V8 names a method "get size" or "Cache.set" in some versions. */
const lastWord = (name: string): string => name.split(/[\s.]/).at(-1) ?? name;
