import { describe, expect, it } from 'vitest';
import { metricsOf } from '../../src/watch/metrics.ts';
import { prometheusText } from '../../src/watch/prometheus-text.ts';
import { threadReport } from '../helpers/thread-report.ts';

describe("metrics in Prometheus's text format", () => {
  it('escape what is in labels and help, and leave out what has no value', () => {
    const metric = { name: 'a_bytes', help: 'one\ntwo \\', type: 'gauge' as const, unit: 'By' };
    const values = [{ labels: { path: 'C:\\x "y"\n' }, value: 1.5 }];
    expect(
      prometheusText([
        { ...metric, values },
        { ...metric, name: 'b', values: [] },
      ]),
    ).toBe(
      '# HELP a_bytes one\\ntwo \\\\\n# TYPE a_bytes gauge\na_bytes{path="C:\\\\x \\"y\\"\\n"} 1.5\n',
    );
  });

  it('have one line for each memory of each thread, and are well-formed', () => {
    const text = prometheusText(
      metricsOf([threadReport(0), threadReport(3, { leaks: true })], 1e8),
    );
    expect(text).toContain(
      'leaklab_heap_floor_bytes{pid="12",thread="3",memory="js-heap"} 5000000\n',
    );
    expect(text).toContain('leaklab_leak_suspected{pid="12",thread="0",memory="js-heap"} 0\n');
    expect(text).toContain('leaklab_leak_suspected{pid="12",thread="3",memory="js-heap"} 1\n');
    expect(text).toContain(
      'leaklab_leak_bytes_per_request{pid="12",thread="3",memory="js-heap"} 64\n',
    );
    expect(text).toContain('leaklab_resident_memory_bytes{pid="12"} 100000000\n');
    const line =
      /^(# (HELP|TYPE) \w+ .+|[a-z_]+(\{([a-z]+="[^"]*",?)+\})? -?\d+(\.\d+)?(e[+-]?\d+)?)$/;
    expect(
      text
        .trimEnd()
        .split('\n')
        .filter((one) => !line.test(one)),
    ).toEqual([]);
    const typed = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => [
      name,
      type,
    ]);
    expect(new Set(typed.map(([name]) => name)).size).toBe(typed.length);
    for (const [name, type] of typed) expect(name!.endsWith('_total')).toBe(type === 'counter');
  });
});
