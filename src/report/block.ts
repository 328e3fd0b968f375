import { isOwnFrame } from '../own-files.ts';
import { controlsOf } from '../record/controls-of.ts';
import { evidenceRows } from './evidence.ts';
import { floorChart } from './floor-chart.ts';
import { headline } from './headline.ts';
import type { MemoryFacts } from './memory-facts.ts';
import { decisiveMemory, memoryFacts } from './memory-facts.ts';
import type { Circumstances } from './next-steps.ts';
import { nextSteps, reportCommand } from './next-steps.ts';
import { oneLine } from './one-line.ts';
import { renderSteps } from './render-steps.ts';
import type { Result } from './result.ts';
import type { Finding } from './result-of.ts';
import { renderRows } from './rows.ts';
import type { TerminalOptions } from './terminal-options.ts';
import { wrap } from './wrap.ts';

/** All that there is to say of one subject: the result, its chart, the evidence, what to do next. */
export function block(result: Result, finding: Finding, options: TerminalOptions): string[] {
  const facts = memoryFacts(finding);
  const decisive = decisiveMemory(facts, result.memory);
  const chart = decisive === undefined ? [] : floorChart(decisive, options);
  return [
    ...headline(result, options),
    ...stackOf(result, options),
    '',
    ...(chart.length === 0 ? [] : [...chart, '']),
    ...renderRows(
      evidenceRows(result, facts, controlsOf(finding.header, finding.entries)),
      options,
    ),
    '',
    ...renderSteps(nextSteps(result, circumstancesOf(finding, facts)), options),
  ];
}

/** The result, and the command that shows the rest: for one among several. */
export function shortBlock(result: Result, finding: Finding, options: TerminalOptions): string[] {
  if (result.allowed !== null) {
    const { pattern, reason } = result.allowed;
    const why = `allowed by leak:${oneLine(pattern)}: ${oneLine(reason)}`;
    return [...headline(result, options), ...wrap(why, options.columns, INDENT, INDENT)];
  }
  const steps = nextSteps(result, circumstancesOf(finding, memoryFacts(finding)));
  const advice = result.verdict === 'leak' ? [] : steps.filter(({ command }) => command === null);
  const text =
    result.verdict === 'failed' ? 'what was seen until then' : 'its chart and the evidence';
  const whole = { command: reportCommand(result), text };
  return [
    ...headline(result, options),
    ...stackOf(result, options),
    ...renderSteps([...advice, whole], options).slice(1),
  ];
}

function circumstancesOf(
  { header, entries }: Finding,
  facts: readonly MemoryFacts[],
): Circumstances {
  const outcome = entries.findLast((entry) => entry.type === 'outcome');
  const bounds = facts.map(({ upperBound }) => upperBound);
  const known = bounds.length > 0 && bounds.every((bound) => bound !== null);
  return {
    settings: header.settings,
    controls: controlsOf(header, entries),
    end: outcome?.end ?? null,
    hiddenBytesPerOperation: known ? Math.max(...bounds) : null,
  };
}

/** Where in the user's own code an error came from: the nearest frames that are not Node's or ours. */
function stackOf({ error }: Result, { columns, paint }: TerminalOptions): string[] {
  const frames = (error?.stack ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('at ') && !line.includes('node:') && !isOwnFrame(line));
  return frames
    .slice(0, MOST_FRAMES)
    .flatMap((frame) => wrap(oneLine(frame), columns, INDENT, INDENT))
    .map(paint.dim);
}

const MOST_FRAMES = 3;
const INDENT = '      ';
