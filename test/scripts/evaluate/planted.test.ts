import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { coverageSet } from '../../../scripts/evaluate/coverage-set.ts';
import { packageRoot } from '../../../src/package-root.ts';

const PROGRAM = join(packageRoot(), 'scripts', 'evaluate', 'planted.mjs');

/** Growth over rounds of an operation, measured in a process of its own; in bytes an operation. */
const MEASURE = `
  const v8 = require('node:v8');
  const rest = async (kind) => {
    for (let i = 0; i < 2; i++) {
      await new Promise((done) => setImmediate(done));
      gc();
    }
    if (kind === 'buffer') return process.memoryUsage().arrayBuffers;
    return v8
      .getHeapSpaceStatistics()
      .filter(({ space_name }) => /^(new|old|map|large_object|new_large_object)_/.test(space_name))
      .reduce((sum, { space_used_size }) => sum + space_used_size, 0);
  };
  const measure = async (input, i) => {
    const { operation } = await import(PROGRAM + '?' + i);
    const operations = input.every * Math.max(10, Math.ceil(2 ** 19 / input.bytes));
    const sizes = [];
    for (let round = 0, index = 0; round < 7; round++) {
      for (const end = index + operations; index < end; index++) operation(input, index);
      sizes.push(await rest(input.kind));
    }
    // The first ones bring code along; and now and then the runtime takes a step of its own.
    const steps = sizes.slice(2).map((size, round) => size - sizes[round + 1]);
    return steps.sort((a, b) => a - b)[2] / operations;
  };
  (async () => {
    const rates = [];
    for (const [i, input] of INPUTS.entries()) rates.push(await measure(input, i));
    console.log(JSON.stringify(rates));
  })();`;

function ratesOf(inputs: readonly unknown[]): number[] {
  const given = `const PROGRAM = ${JSON.stringify(PROGRAM)}, INPUTS = ${JSON.stringify(inputs)};`;
  // V8's helper threads would leave what they sweep and compile to chance.
  const flags = ['--expose-gc', '--no-flush-bytecode', '--single-threaded'];
  const args = [...flags, '-e', `${given}\n${MEASURE}`];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

describe('the planted leaks', () => {
  // The smallest and the largest of each kind: a word too many shows in the small ones.
  const measured = coverageSet.filter(({ id }) =>
    /-(object-32|40-in-5|array-56|array-524288|string-64|string-1000000|buffer-1024|buffer-1048576)$/.test(
      id,
    ),
  );
  const rates = ratesOf(measured.map(({ input }) => input));

  it.each(
    measured.map(({ id, truth }, i) => [id, truth.bytesPerOperation!.value, rates[i]!] as const),
  )('%s keeps %d bytes an operation', (_, wanted, found) => {
    expect(found / wanted).toBeGreaterThan(0.97);
    expect(found / wanted).toBeLessThan(1.03);
  });

  it('reach from 8 B to 1 MB, with names of their own', () => {
    const sizes = coverageSet.map(({ truth }) => truth.bytesPerOperation!.value);
    expect(measured).toHaveLength(8);
    expect(Math.min(...sizes)).toBe(8);
    expect(Math.max(...sizes)).toBe(2 ** 20);
    expect(new Set(coverageSet.map(({ id }) => id)).size).toBe(coverageSet.length);
    // With five repeats, the 200 runs that a coverage of 99 % asks for.
    expect(5 * coverageSet.length).toBeGreaterThanOrEqual(200);
  });
});
