import { join } from 'node:path';
import { scenarios } from '../../scenarios/index.ts';
import { fileStem } from '../harness/recording-name.ts';
import { subjectName } from '../record/subject-name.ts';
import { heapChartSvg } from '../report/chart.ts';
import type { ChartTheme } from '../report/chart-document.ts';
import { loadChartSvg } from '../report/chart-load.ts';
import { overviewChartSvg } from '../report/chart-overview.ts';
import { heapCharts, overviewChart } from '../report/charts.ts';
import { loadChart } from '../report/load-charts.ts';
import { svgToPng } from '../report/png.ts';
import type { Finding } from '../report/result-of.ts';
import { writeNew } from './write-new.ts';

export interface ChartOptions {
  readonly folder: string;
  readonly formats: readonly ('svg' | 'png')[];
  readonly theme: 'light' | 'dark';
  /** Whether a picture of all charts together is drawn, too. */
  readonly overview: boolean;
  readonly overwrite: boolean;
}

/** Draws one chart a subject, and one more of a server over time; returns the files written. */
export async function writeCharts(
  findings: readonly Finding[],
  options: ChartOptions,
): Promise<string[]> {
  const titles = new Map(scenarios.map(({ id, title }) => [id, title]));
  const charts = heapCharts(findings, titles);
  const pictures: { name: string; draw: (theme: ChartTheme) => string }[] = charts.map(
    ({ name, chart }) => ({ name, draw: (theme) => heapChartSvg(chart, { theme }) }),
  );
  for (const finding of findings) {
    const chart = loadChart(finding);
    if (chart === null) continue;
    const name = `${subjectName(finding.header.subject, '.')}.load`;
    pictures.push({ name, draw: (theme) => loadChartSvg(chart, { theme }) });
  }
  if (options.overview && charts.length > 1) {
    const overview = overviewChart(
      charts,
      'memory at rest over operations, leaks beside their cures',
    );
    pictures.push({ name: 'overview', draw: (theme) => overviewChartSvg(overview, { theme }) });
  }
  const written: string[] = [];
  for (const { name, draw } of pictures) {
    for (const format of options.formats) {
      // An SVG follows its reader's light or dark; a PNG has to be one of them.
      const content = format === 'svg' ? draw('auto') : await svgToPng(draw(options.theme));
      written.push(
        await writeNew(
          join(options.folder, `${fileStem(name)}.${format}`),
          content,
          options.overwrite,
        ),
      );
    }
  }
  return written;
}
