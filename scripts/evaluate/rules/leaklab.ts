import { EQUAL_LOOKS, isDecided } from '../../../src/analysis/certainty.ts';
import type { Judgement } from '../../../src/analysis/verdict.ts';
import { judge } from '../../../src/analysis/verdict.ts';
import { controlsOf } from '../../../src/record/controls-of.ts';
import type { Controls, Entry, Sample } from '../../../src/record/schema.ts';
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
    const { settings } = header;
    const known = controlsOf(header, entries);
    // What is read between floors is for pictures alone.
    const judged = entries.filter((entry) => entry.type !== 'raw');
    // The harness doesn't wait for the controls until it is certain without them.
    let controls: Controls | null = header.controls;
    let certain = 0;
    for (const [i, entry] of judged.entries()) {
      if (entry.type !== 'sample') continue;
      const seen = judged.slice(0, i + 1);
      let judgement = judge({ settings, controls, entries: seen });
      certain = isDecided(judgement) ? certain + 1 : 0;
      if (certain >= EQUAL_LOOKS && controls === null && known !== null) {
        controls = known;
        judgement = judge({ settings, controls, entries: seen });
        if (!isDecided(judgement)) certain = 0;
      }
      if (certain >= EQUAL_LOOKS) return decisionOf(judgement, entry);
    }
    return decisionOf(judge({ settings, controls: known, entries: judged }), lastFloor(judged));
  },
};

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
