import type { Judgement } from '../../../src/analysis/verdict.ts';
import { judge } from '../../../src/analysis/verdict.ts';
import type { Entry, Sample } from '../../../src/record/schema.ts';
import type { Decision, Rule } from './rule.ts';

/**
 * Looks after each batch, as the harness does, and stops where the harness would. A recording may
 * have ended too early for the estimator as it is now: then what it says at the end counts.
 */
export const leaklab: Rule = {
  id: 'leaklab',
  title: 'leaklab',
  about:
    'the estimator of this state of the code, shown the recording floor by floor; it stops as soon as two looks in a row are certain.',
  source: 'src/analysis',
  decide({ header, entries }) {
    const { settings, controls } = header;
    // What is read between floors is for pictures alone.
    const judged = entries.filter((entry) => entry.type !== 'raw');
    let certain = 0;
    for (const [i, entry] of judged.entries()) {
      if (entry.type !== 'sample') continue;
      const judgement = judge({ settings, controls, entries: judged.slice(0, i + 1) });
      certain = isDecided(judgement) ? certain + 1 : 0;
      if (certain >= EQUAL_LOOKS) return decisionOf(judgement, entry);
    }
    return decisionOf(judge({ settings, controls, entries: judged }), lastFloor(judged));
  },
};

const EQUAL_LOOKS = 2;

function isDecided({ memories }: Judgement): boolean {
  const kinds = memories.map(({ growth }) => growth.kind);
  return kinds.includes('growing') || (kinds.length > 0 && kinds.every((kind) => kind === 'flat'));
}

const lastFloor = (entries: readonly Entry[]): Sample | undefined =>
  entries.findLast((entry) => entry.type === 'sample');

function decisionOf(judgement: Judgement, at: Sample | undefined): Decision {
  const { verdict, reason, memory, growth } = judgement;
  return {
    verdict,
    reason,
    memory,
    operations: at?.operations ?? 0,
    elapsedMs: at?.elapsedMs ?? 0,
    interval: growth?.bytesPerOperation ?? null,
  };
}
