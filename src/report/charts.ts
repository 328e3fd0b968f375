import { defaultMemory, seriesOf } from './chart-series.ts';
import type { ChartPanel, HeapChart, OverviewChart } from './model.ts';
import type { Finding } from './result-of.ts';

const PANEL_TITLES: Record<string, string> = { wasm: 'Rust → WASM', ts: 'TypeScript' };

/** One chart a subject name, its variants together; in the order of the findings. */
export function heapCharts(
  findings: readonly Finding[],
  titles: ReadonlyMap<string, string>,
): { name: string; chart: HeapChart }[] {
  const names = [...new Set(findings.map(({ header }) => header.subject.name))];
  return names.map((name) => {
    const mine = findings.filter(({ header }) => header.subject.name === name);
    return {
      name,
      chart: {
        title: titles.get(name) ?? name,
        subtitle: `${name}: memory at rest, and between collections, over operations`,
        panels: panelsOf(mine),
      },
    };
  });
}

export function overviewChart(
  charts: readonly { name: string; chart: HeapChart }[],
  subtitle: string,
): OverviewChart {
  return {
    title: 'leaklab: leaks beside their cures',
    subtitle,
    rows: charts.map(({ name, chart }) => ({ ...chart, subtitle: name })),
  };
}

function panelsOf(findings: readonly Finding[]): ChartPanel[] {
  const implementations = [
    ...new Set(findings.map(({ header }) => header.subject.implementation ?? '')),
  ];
  return implementations.map((implementation) => {
    const mine = findings.filter(
      ({ header }) => (header.subject.implementation ?? '') === implementation,
    );
    // All variants of a panel show the memory in which one of them leaks, or they can't be compared.
    const memory = mine.find(({ judgement }) => judgement.memory !== null)?.judgement.memory;
    return {
      title: PANEL_TITLES[implementation] ?? implementation,
      series: mine.map((finding) => seriesOf(finding, memory ?? defaultMemory(finding))),
    };
  });
}
