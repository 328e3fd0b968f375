import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../src/report/paint.ts';
import { renderSteps } from '../../src/report/render-steps.ts';

const WORDS = { command: null, text: 'Run it for longer: --budget 40s, or let it be as it is.' };
const COMMAND = { command: 'leaklab report results/cache.mjs.ndjson --explain', text: 'why' };

describe('what to do next', () => {
  it('is a command and what it is good for, or words alone', () => {
    expect(renderSteps([WORDS, COMMAND], { columns: 80, paint: PLAIN })).toEqual([
      'next',
      '  Run it for longer: --budget 40s, or let it be as it is.',
      '  leaklab report results/cache.mjs.ndjson --explain',
      '      why',
    ]);
  });

  it('breaks a command as a shell allows it, and never a path', () => {
    expect(renderSteps([WORDS, COMMAND], { columns: 40, paint: PLAIN })).toEqual([
      'next',
      '  Run it for longer: --budget 40s, or',
      '  let it be as it is.',
      '  leaklab report \\',
      '    results/cache.mjs.ndjson --explain',
      '      why',
    ]);
    const lines = renderSteps([COMMAND], { columns: 20, paint: PLAIN });
    expect(lines).toContain('    results/cache.mjs.ndjson \\');
  });

  it('is nothing of nothing', () => {
    expect(renderSteps([], { columns: 80, paint: PLAIN })).toEqual([]);
  });
});
