import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AgentReply, AgentTask, AllocationProfile, FunctionCount } from '../agent/protocol.ts';
import type { Wanted, WantedMember } from '../heap/allocation-scores.ts';
import { HOLDER_STORE } from '../heap/allocation-scores.ts';
import type { HeapGraph } from '../heap/heap-graph.ts';
import type { Content, GrowthEvidence } from '../heap/object-evidence.ts';
import type { Weigh } from '../heap/object-growth.ts';
import type { JsHeap, ObjectGrowth } from '../record/schema.ts';
import { allocationStacks, isOfUser, likelyAllocation } from './allocation-stacks.ts';
import { explainHeaps } from './explain-heaps.ts';
import { MOST_COUNTED } from './object-plan.ts';
import type { PinnedWorker } from './pool.ts';
import { recordedGrowth } from './recorded-growth.ts';
import { unreleasedIn } from './unreleased.ts';

/** Explains what grows in one worker from two snapshots of it and what it allocated in between. */
export interface ObjectExplainer {
  /** Before the operations that are looked at. */
  begin(intervalBytes: number, snapshots: boolean): Promise<void>;
  /** After so many of them. */
  end(operations: number, weigh: Weigh): Promise<Omit<JsHeap, 'elapsedMs'>>;
}

export function createObjectExplainer(
  worker: Pick<PinnedWorker, 'threadId' | 'run' | 'snapshot'>,
): ObjectExplainer {
  let before: HeapGraph | null = null;
  let isBegun = false;
  const ask: Ask = async (task) => {
    const answer = await worker.run(task);
    if (!answer.ok) throw new Error(answer.failure.error.message);
    return answer;
  };
  const rest = (): Promise<unknown> => ask({ task: 'rest', copies: false, final: false });
  /** Of a heap that is too large to be written down. */
  async function allocationsAlone(operations: number): Promise<Omit<JsHeap, 'elapsedMs'>> {
    await rest();
    const { allocations: profile = NOTHING } = await ask({ task: 'allocations', urls: [] });
    const allocations = allocationStacks(profile, { classes: [], keys: [], holders: [] });
    return {
      type: 'js-heap',
      thread: worker.threadId,
      operations,
      grownBytes: allocations.reduce((sum, { bytes }) => sum + bytes, 0),
      growth: [],
      allocations,
      unreleased: null,
    };
  }

  return {
    async begin(intervalBytes, snapshots) {
      // First: what watching takes shall not be among what grew.
      await ask({ task: 'watch-allocations', intervalBytes });
      isBegun = true;
      if (!snapshots) return;
      await rest();
      before = await worker.snapshot();
    },
    async end(operations, weigh) {
      if (!isBegun) throw new Error('the second snapshot was asked for before the first');
      if (before === null) return allocationsAlone(operations);
      await rest();
      const { growth, grownBytes } = await explainHeaps(before, worker.snapshot, weigh);
      const files = growth.flatMap(({ path, within }) =>
        [...path, ...within].flatMap(({ place }) => (place === null ? [] : [place.file])),
      );
      const urls = [...new Set(files)].flatMap(bothAddresses);
      const { allocations: profile = NOTHING } = await ask({ task: 'allocations', urls });
      const recorded: ObjectGrowth[] = [];
      for (const one of growth) {
        recorded.push(recordedGrowth(one, await pendingOf(ask, one), profile.sources));
      }
      const counted = Math.min(operations, MOST_COUNTED);
      const calls = await countCalls(ask, counted);
      const wanted = wantedOf(growth);
      const sampled = allocationStacks(profile, wanted, calls);
      const isSampled = sampled.some(({ stack }) => stack.some(({ file }) => isOfUser(file)));
      const likely = isSampled ? null : likelyAllocation(profile.sources, calls, wanted);
      return {
        type: 'js-heap',
        thread: worker.threadId,
        operations,
        grownBytes,
        growth: recorded,
        allocations:
          likely === null
            ? sampled
            : [{ bytes: Math.max(0, grownBytes), stack: [likely], isMember: false }],
        unreleased:
          growth[0] === undefined
            ? null
            : unreleasedIn(profile.sources, calls, counted, classesIn(growth[0])),
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

/** Of CommonJS, snapshots have the path and the inspector has the URL. */
const bothAddresses = (file: string): string[] =>
  isAbsolute(file) ? [file, pathToFileURL(file).href] : [file];

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

async function countCalls(ask: Ask, operations: number): Promise<readonly FunctionCount[]> {
  try {
    await ask({ task: 'count-calls' });
    await ask({ task: 'batch', operations, settle: false });
    const { calls = [] } = await ask({ task: 'calls' });
    return calls;
  } catch {
    // A subject may end here: what grew is known by then.
    return [];
  }
}

const classesIn = ({ contents, within }: GrowthEvidence): Set<string> =>
  new Set([...contents, ...within].map((one) => one.class));

/** What grows in its place is the holder's own store. */
function wantedClass(content: Content, isInPlace: boolean): string {
  if (content.kind === 'closure') return '(closure)';
  return isInPlace && content.kind === 'array' ? HOLDER_STORE : content.class;
}

/** A text, a number or a part of V8's is no object that a person would look for. */
function memberOf({ within, isInPlace }: GrowthEvidence): WantedMember | null {
  const member = isInPlace ? undefined : within.at(-1);
  if (member === undefined) return null;
  if (member.kind === 'closure') {
    return member.place === null ? null : { class: '(closure)', place: member.place };
  }
  return member.kind === 'object' ? { class: member.class, place: null } : null;
}

/** What is to be found in the source: the classes that grow, by their bytes. */
function wantedOf(growth: readonly GrowthEvidence[]): Wanted {
  // Where objects are counted, their own bytes may have become fewer.
  const total = Math.max(
    1,
    growth.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  const classes = growth.flatMap(({ contents, isInPlace }) =>
    contents.map((content) => ({
      class: wantedClass(content, isInPlace),
      weight: content.bytes / total,
    })),
  );
  const named = (growth[0]?.path ?? []).filter(
    ({ edge }) => edge === 'context' || edge === 'property',
  );
  const outside = classes
    .filter((one) => one.class === 'system / JSArrayBufferData')
    .reduce((sum, { weight }) => sum + weight, 0);
  const stored = 1 - classes.reduce((sum, { weight }) => sum + weight, 0);
  return {
    classes: [...classes, { class: HOLDER_STORE, weight: Math.max(0, stored) }],
    keys: growth[0]?.keys ?? [],
    holders: named.map(({ name }) => name),
    isOutside: outside >= 0.5,
    member: growth[0] === undefined ? null : memberOf(growth[0]),
  };
}
