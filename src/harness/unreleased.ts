import type { FunctionCount, ScriptSource } from '../agent/protocol.ts';
import { findUnreleased, superClasses } from '../heap/releases.ts';
import { isOwnFile } from '../own-files.ts';
import type { JsHeap, Place } from '../record/schema.ts';
import { isOfUser } from './allocation-stacks.ts';
import { originalFile, originalPosition } from './source-maps.ts';

/**
 * What the user's scripts took in so many operations and never released. Of a class of which objects
 * were kept, `kept`, it says nothing: what still is there need not be released.
 */
export function unreleasedIn(
  sources: readonly ScriptSource[],
  calls: readonly FunctionCount[],
  operations: number,
  kept: ReadonlySet<string>,
): JsHeap['unreleased'] {
  let known: ReadonlySet<string> | null = null;
  const isKept = (owner: string): boolean => {
    known ??= withSuperClasses(kept, sources);
    return known.has(owner);
  };
  for (const source of sources) {
    if (!isOfUser(source.url) || isOwnFile(source.url)) continue;
    const own = calls.filter(({ url }) => url === source.url);
    const found = findUnreleased(source.text, own, doneOf(operations, own)).find(
      ({ owner }) => owner === null || !isKept(owner),
    );
    if (found === undefined) continue;
    const { owner, taken, release } = found;
    const place = ({ name, offset }: { name: string; offset: number }): Place => ({
      function: owner === null ? name : `${owner}.${name}`,
      ...placeOf(source, offset),
    });
    return { taken: place(taken), takenCount: taken.count, release: place(release) };
  }
  return null;
}

/** What was kept is an object of the classes above its own, too. */
function withSuperClasses(
  kept: ReadonlySet<string>,
  sources: readonly ScriptSource[],
): ReadonlySet<string> {
  const all = new Set(kept);
  const above = sources.map(({ text }) => superClasses(text));
  // Those that are added on the way are looked at in turn.
  for (const name of all) {
    for (const classes of above) {
      const next = classes.get(name);
      if (next !== undefined) all.add(next);
    }
  }
  return all;
}

/** Of a pool's threads, each does a part of the operations: then no function is called for all of them. */
function doneOf(operations: number, calls: readonly FunctionCount[]): number {
  const most = Math.max(0, ...calls.map(({ count }) => count));
  return most < LEAST_PART * operations ? operations : Math.min(operations, most);
}

/** A function that is called less often does something now and then. */
const LEAST_PART = 0.1;

function placeOf(source: ScriptSource, offset: number): Omit<Place, 'function'> {
  const before = source.text.slice(0, offset).split('\n');
  return (
    originalPosition(source, before.length, before.at(-1)!.length + 1) ?? {
      ...{ file: originalFile(source), line: null, column: null },
    }
  );
}
