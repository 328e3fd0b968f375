import { isAbsolute, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import { entriesOf } from '../../src/subject/registry.ts';
import { clean, leak, type Scenario } from '../../src/subject/scenario.ts';

const scenario: Scenario = {
  id: 'forget',
  title: 'Forgotten',
  teaches: 'What is forgotten stays.',
  variants: {
    ts: { leaky: leak('forget'), fixed: clean },
    wasm: { leaky: leak('forget') },
  },
};

describe('the registry', () => {
  it('lists WASM before TypeScript, variants in their order, scenarios in theirs', () => {
    const rows = entriesOf([scenario, { ...scenario, id: 'cycle' }]).map(
      ({ subject: { name, implementation, variant } }) => [name, implementation, variant].join(' '),
    );
    expect(rows).toEqual([
      'forget wasm leaky',
      'forget ts leaky',
      'forget ts fixed',
      'cycle wasm leaky',
      'cycle ts leaky',
      'cycle ts fixed',
    ]);
  });

  it('finds a variant in WASM by its export, and in TypeScript by its file', () => {
    const [wasm, ts] = entriesOf([scenario]);
    expect(wasm!.source).toEqual({
      kind: 'wasm',
      path: join(packageRoot(), 'scenarios/forget/forget.wasm'),
      call: 'leaky($i)',
    });
    expect(ts!.source).toEqual({
      kind: 'module',
      path: join(packageRoot(), 'dist/scenarios/forget/leaky.js'),
      export: null,
      input: undefined,
    });
    expect(isAbsolute(ts!.source.path)).toBe(true);
    expect(ts!.subject).toMatchObject({ kind: 'scenario', path: ts!.source.path });
  });

  it('keeps the label beside the source, never in it', () => {
    for (const { source, expected } of entriesOf([scenario])) {
      expect(['leak', 'clean']).toContain(expected?.verdict);
      expect(Object.keys(source)).not.toContain('expected');
      expect(JSON.stringify(Object.keys(source))).not.toMatch(/verdict|label|mechanism/);
    }
  });

  it('lists no implementation that a scenario has not', () => {
    expect(entriesOf([{ ...scenario, variants: {} }])).toEqual([]);
  });
});
