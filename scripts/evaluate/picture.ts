import type { ChartTheme } from '../../src/report/chart-document.ts';
import { chartDocument } from '../../src/report/chart-document.ts';
import { LIGHT } from '../../src/report/chart-palette.ts';
import { text } from '../../src/report/svg.ts';
import { confusionMatrix, MATRIX_HEIGHT } from './confusion-matrix.ts';
import { errorBars, errorBarsHeight } from './error-bars.ts';
import type { Evaluation } from './evaluation.ts';
import { percent } from './numbers.ts';

const WIDTH = 860;
const MARGIN = 24;
const TOP = 76;
const GAP = 36;

/** docs/accuracy.svg: leaklab's confusion matrix above the errors of all rules. */
export function pictureOf(evaluation: Evaluation, theme: ChartTheme = 'auto'): string {
  const { about, rules } = evaluation;
  const barsTop = TOP + MATRIX_HEIGHT + GAP;
  const title = 'How often each rule is right';
  const subtitle = `${about.runs} runs of ${about.programs} programs, ${about.leaking} leaking and ${about.clean} clean, on Node ${about.nodes.map((node) => node.replace(/^v(\d+).*/, '$1')).join(', ')}; the same recordings for all`;
  return chartDocument({
    width: WIDTH,
    height: barsTop + errorBarsHeight(rules.length) + MARGIN,
    title,
    description: rules
      .map(
        ({ rule, misses, falseAlarms, inconclusive }) =>
          `${rule.title}: ${percent(misses.count / Math.max(1, misses.of))} missed, ${percent(falseAlarms.count / Math.max(1, falseAlarms.of))} false alarms, ${percent(inconclusive.count / Math.max(1, inconclusive.of))} inconclusive.`,
      )
      .join(' '),
    palette: LIGHT,
    theme,
    body: [
      text(MARGIN, 34, title, { size: 18, weight: 'bold', fill: LIGHT.text }),
      text(MARGIN, 54, subtitle, { size: 12.5, fill: LIGHT.muted }),
      ...confusionMatrix(rules[0]!, { left: MARGIN, top: TOP, width: WIDTH - 2 * MARGIN }),
      ...errorBars(rules, { left: MARGIN, top: barsTop, width: WIDTH - 2 * MARGIN }),
    ],
  });
}
