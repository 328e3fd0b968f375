import type { ScriptSource } from '../agent/allocation-profile.ts';
import type { AgentReply } from '../agent/protocol.ts';
import type { HeapGraph } from '../heap/heap-graph.ts';
import type { GrowthEvidence, PlacedStep } from '../heap/object-evidence.ts';
import { explainGrowth } from '../heap/object-evidence.ts';
import { compareHeaps } from '../heap/object-growth.ts';
import { findUnreleased } from '../heap/releases.ts';
import type { JsHeap, PathStep } from '../record/schema.ts';
import { allocationStacks } from './allocation-stacks.ts';
import type { PinnedWorker } from './pool.ts';
import { originalPosition } from './source-maps.ts';

/** Explains what grows in one worker from two snapshots of it and what it allocated in between. */
export interface ObjectExplainer {
  /** Before the operations that are looked at. */
  begin(): Promise<void>;
  end(operations: number): Promise<Omit<JsHeap, 'elapsedMs'>>;
}

/** One sample in so many bytes: enough for a growth of some 100 KB, where nobody takes the time. */
const INTERVAL_BYTES = 512;

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
    async begin() {
      before = await atRest();
      await ask({ task: 'watch-allocations', intervalBytes: INTERVAL_BYTES });
    },
    async end(operations) {
      if (before === null) throw new Error('the second snapshot was asked for before the first');
      const after = await atRest();
      const { allocations: profile } = await ask({ task: 'allocations' });
      const compared = compareHeaps(before, after);
      const growth = explainGrowth(compared);
      const calls = await countCalls(ask, operations);
      const sources = profile?.sources ?? [];
      return {
        type: 'js-heap',
        thread: worker.threadId,
        operations,
        grownBytes: compared.grownBytes,
        growth: growth.map((one) => recorded(one, sources)),
        allocations: profile === undefined ? [] : allocationStacks(profile, wantedOf(growth)),
        unreleased: unreleasedIn(sources, calls, growth),
      };
    },
  };
}

/** Enough of them to tell what runs each time from what runs now and then. */
const MOST_COUNTED = 256;

async function countCalls(
  ask: (task: Parameters<PinnedWorker['run']>[0]) => Promise<AgentReply & { ok: true }>,
  operations: number,
) {
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
  return { classes, keys: growth.flatMap(({ keys }) => [...keys]) };
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
      return { function: found.owner === null ? name : `${found.owner}.${name}`, ...position };
    };
    return {
      taken: placeOf(found.taken.offset, found.taken.name),
      takenCount: found.taken.count,
      release: placeOf(found.release.offset, found.release.name),
    };
  }
  return null;
}

function recorded(
  { keys: _, path, within, contents, ...growth }: GrowthEvidence,
  sources: Sources,
): JsHeap['growth'][number] {
  const written = (step: PlacedStep): PathStep => ({ ...step, place: writtenPlace(step, sources) });
  return {
    ...growth,
    path: path.map(written),
    within: within.map(written),
    contents: contents.map((content) => ({ ...content })),
  };
}

/** In the file that was written, where a source map leads there. */
function writtenPlace({ place }: PlacedStep, sources: Sources): PathStep['place'] {
  if (place === null) return null;
  const sourceMap = sources.find(({ url }) => url === place.file)?.sourceMap ?? '';
  const script = { url: place.file, sourceMap };
  const at = originalPosition(script, place.line ?? 1, place.column ?? 1);
  return place.line === null ? { ...place, file: at.file } : { function: place.function, ...at };
}

type Sources = readonly Pick<ScriptSource, 'url' | 'sourceMap' | 'text'>[];
