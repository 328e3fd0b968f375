import { MEMORY_NAMES } from '../record/memory-names.ts';
import { explainControls } from './explain-controls.ts';
import { explainMemory } from './explain-memory.ts';
import { explainOtherwise, explainRule, explainWidth } from './explain-verdict.ts';
import type { Explanation } from './explanation.ts';
import * as format from './format.ts';
import type { TerminalOptions } from './terminal-options.ts';
import { wrap } from './wrap.ts';

/** How a verdict came about, in plain words and with its numbers. */
export function explain(explanation: Explanation, { columns, paint }: TerminalOptions): string[] {
  const { memories } = explanation;
  const sections: readonly (readonly [title: string, texts: readonly string[]])[] = [
    ['What was run', explainRun(explanation)],
    ['What the controls showed', explainControls(explanation.controls)],
    [
      'What the memories did',
      memories.map((facts) => `${MEMORY_NAMES[facts.memory]}: ${explainMemory(facts)}`),
    ],
    ['What decided', explainRule(explanation)],
    ['Why it is known no better', explainWidth(explanation)],
    ['What would have made it another verdict', explainOtherwise(explanation)],
  ];
  return sections.flatMap(([title, texts]) =>
    texts.length === 0
      ? []
      : ['', paint.bold(title), ...texts.flatMap((text) => wrap(text, columns, '  ', '  '))],
  );
}

function explainRun({ run, settings }: Explanation): string[] {
  const { operations, floors, threads, durationMs, busyMs, settlingMs, end } = run;
  const each = threads === 1 ? '' : ` in ${threads} threads, whose operations and bytes are summed`;
  const spent = `${format.duration(busyMs)} of operations and ${format.duration(settlingMs)} of settling`;
  return [
    `${format.operations(operations)}${each}, within ${format.duration(durationMs)}: ${spent}${threads === 1 ? '' : ' in each thread'}.`,
    `Settling lets the event loop turn and collects all garbage, until collecting once more frees nothing. What is in memory then is a floor; ${floors} ${floors === 1 ? 'floor was' : 'floors were'} taken, and the verdict rests on them alone.`,
    ...(end === null
      ? ['The recording was cut off.']
      : [ENDS[end](format.duration(settings.budgetMs))]),
  ];
}

const ENDS: Record<NonNullable<Explanation['run']['end']>, (budget: string) => string> = {
  decided: (budget) => `It ended when the verdict was certain, before the budget of ${budget}.`,
  budget: (budget) => `It ended with the budget of ${budget}.`,
  'out-of-memory': () => 'It ended because the subject ran out of memory.',
  failed: () => 'It ended because the subject failed.',
  interrupted: () => 'It was interrupted.',
};
