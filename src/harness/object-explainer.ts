import type { AgentReply, AgentTask, AllocationProfile, ScriptSource } from '../agent/protocol.ts';
import type { HeapGraph } from '../heap/heap-graph.ts';
import type { GrowthEvidence, PlacedStep } from '../heap/object-evidence.ts';
import { explainGrowth } from '../heap/object-evidence.ts';
import type { Weigh } from '../heap/object-growth.ts';
import { compareHeaps } from '../heap/object-growth.ts';
import { findUnreleased } from '../heap/releases.ts';
import type { JsHeap, ObjectGrowth, PathStep } from '../record/schema.ts';
import { allocationStacks, isOfUser, isOwnFile, likelyAllocation } from './allocation-stacks.ts';
import type { PinnedWorker } from './pool.ts';
import { originalFile, originalPosition } from './source-maps.ts';

/** Explains what grows in one worker from two snapshots of it and what it allocated in between. */
export interface ObjectExplainer {
  /** Before the operations that are looked at. */
  begin(intervalBytes: number): Promise<void>;
  /** After so many of them. */
  end(operations: number, weigh: Weigh): Promise<Omit<JsHeap, 'elapsedMs'>>;
}

export function createObjectExplainer(worker: PinnedWorker): ObjectExplainer {
  let before: HeapGraph | null = null;
  const ask = async (
    task: Parameters<PinnedWorker['run']>[0],
  ): Promise<AgentReply & { ok: true }> => {
    const answer = await worker.run(task);
    if (!answer.ok) throw new Error(answer.failure.error.message);
    return answer;
  };
  const atRest = async (): Promise<HeapGraph> => {
    await ask({ task: 'rest', copies: false, final: false });
    return worker.snapshot();
  };
  return {
    async begin(intervalBytes) {
      // First: what watching takes shall not be among what grew.
      await ask({ task: 'watch-allocations', intervalBytes });
      before = await atRest();
    },
    async end(operations, weigh) {
      if (before === null) throw new Error('the second snapshot was asked for before the first');
      const after = await atRest();
      const compared = compareHeaps(before, after, weigh);
      const growth = explainGrowth(compared);
      const urls = growth.flatMap(({ path }) =>
        path.flatMap(({ place }) => (place === null ? [] : [place.file])),
      );
      const { allocations: profile = NOTHING } = await ask({ task: 'allocations', urls });
      const recorded: ObjectGrowth[] = [];
      for (const one of growth) {
        recorded.push(recordOf(one, await pendingOf(ask, one), profile.sources));
      }
      const calls = await countCalls(ask, operations);
      const wanted = wantedOf(growth);
      const sampled = allocationStacks(profile, wanted);
      const isSampled = sampled.some(({ stack }) => stack.some(({ file }) => isOfUser(file)));
      const likely = isSampled ? null : likelyAllocation(profile.sources, calls.calls, wanted);
      return {
        type: 'js-heap',
        thread: worker.threadId,
        operations,
        grownBytes: compared.grownBytes,
        growth: recorded,
        allocations:
          likely === null
            ? sampled
            : [{ bytes: Math.max(0, compared.grownBytes), stack: [likely] }],
        unreleased: unreleasedIn(profile.sources, calls, growth),
      };
    },
  };
}

const NOTHING: AllocationProfile = {
  root: {
    ...{ function: '', script: '', url: '', line: 0, column: 0, bytes: 0 },
    children: [],
  },
  sources: [],
};

type Ask = (task: AgentTask) => Promise<AgentReply & { ok: true }>;

/** How many promises of a growth are pending: of those of which the snapshot does not tell, some are asked. */
async function pendingOf(ask: Ask, { promises }: GrowthEvidence): Promise<number> {
  const { unsettled, uncertain } = promises;
  const asked = uncertain.slice(-MOST_ASKED);
  if (asked.length === 0) return unsettled;
  const { pending = [] } = await ask({ task: 'promises', ids: asked });
  const share = pending.filter(Boolean).length / asked.length;
  return unsettled + Math.round(share * uncertain.length);
}

const MOST_ASKED = 16;

/** Enough of them to tell what runs each time from what runs now and then. */
const MOST_COUNTED = 256;

async function countCalls(ask: Ask, operations: number) {
  await ask({ task: 'count-calls' });
  const counted = Math.min(operations, MOST_COUNTED);
  await ask({ task: 'batch', operations: counted, settle: false });
  const { calls = [] } = await ask({ task: 'calls' });
  return { calls, operations: counted };
}

/** What is to be found in the source: the classes that grow, by their bytes. */
function wantedOf(growth: readonly GrowthEvidence[]) {
  const total = growth.reduce((sum, { bytes }) => sum + bytes, 0);
  const classes = growth.flatMap(({ contents }) =>
    contents.map((content) => ({
      class: content.kind === 'closure' ? '(closure)' : content.class,
      weight: content.bytes / total,
    })),
  );
  const named = (growth[0]?.path ?? []).filter(
    ({ edge }) => edge === 'context' || edge === 'property',
  );
  const stored = 1 - classes.reduce((sum, { weight }) => sum + weight, 0);
  return {
    classes: [...classes, { class: '(array)', weight: Math.max(0, stored) }],
    keys: growth[0]?.keys ?? [],
    holders: named.map(({ name }) => name),
  };
}

type Calls = Awaited<ReturnType<typeof countCalls>>;

/** A release of a class that was collected, or that holds what grew: of one that was kept it says nothing. */
function unreleasedIn(
  sources: Sources,
  { calls, operations }: Calls,
  growth: readonly GrowthEvidence[],
): JsHeap['unreleased'] {
  const [most] = growth;
  if (most === undefined) return null;
  const kept = new Set([...most.contents.map((content) => content.class)]);
  for (const source of sources) {
    if (source.url === '' || source.url.startsWith('node:')) continue;
    const own = calls.filter(({ url }) => url === source.url);
    const found = findUnreleased(source.text, own, operations).find(
      ({ owner }) => owner === null || !kept.has(owner),
    );
    if (found === undefined) continue;
    const placeOf = (offset: number, name: string) => {
      const before = source.text.slice(0, offset).split('\n');
      const position = originalPosition(source, before.length, before.at(-1)!.length + 1);
      const at = position ?? { file: originalFile(source), line: null, column: null };
      return { function: found.owner === null ? name : `${found.owner}.${name}`, ...at };
    };
    return {
      taken: placeOf(found.taken.offset, found.taken.name),
      takenCount: found.taken.count,
      release: placeOf(found.release.offset, found.release.name),
    };
  }
  return null;
}

function recordOf(
  { keys: _, path, within, contents, promises, ...growth }: GrowthEvidence,
  unsettled: number,
  sources: Sources,
): ObjectGrowth {
  const written = (step: PlacedStep): PathStep => ({ ...step, place: writtenPlace(step, sources) });
  // What a subject's setup returned is held by leaklab itself.
  const own = path.findLastIndex(({ place }) => place !== null && isOwnFile(place.file));
  return {
    ...growth,
    path: path.slice(own + 1).map(written),
    within: within.map(written),
    contents: contents.map((content) => ({ ...content })),
    promises: { count: promises.count, unsettled },
  };
}

/** In the file that was written, where a source map leads there. */
function writtenPlace({ place }: PlacedStep, sources: Sources): PathStep['place'] {
  if (place === null) return null;
  const sourceMap = sources.find(({ url }) => url === place.file)?.sourceMap ?? '';
  const script = { url: place.file, sourceMap };
  const at = place.line === null ? null : originalPosition(script, place.line, place.column ?? 1);
  return at === null
    ? { ...place, line: null, column: null, file: originalFile(script) }
    : { function: place.function, ...at };
}

type Sources = readonly Pick<ScriptSource, 'url' | 'sourceMap' | 'text'>[];
