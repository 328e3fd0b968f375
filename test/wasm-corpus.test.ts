import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { wasmCensus } from '../scripts/wasm-census.ts';
import type { WasmBuild } from './wasm-corpus/programs.ts';
import { wasmCorpus, wasmExport, wasmFile } from './wasm-corpus/programs.ts';

const BUILDS: readonly WasmBuild[] = ['debug', 'stripped'];
const families = [...new Set(wasmCorpus.map(({ family }) => family))];

describe.each(families.flatMap((family) => BUILDS.map((build) => ({ family, build }))))(
  '$family, $build',
  ({ family, build }) => {
    const module = new WebAssembly.Module(readFileSync(wasmFile(family, build)));

    it('runs as it stands, and exports each program alone and with noise', () => {
      expect(WebAssembly.Module.imports(module)).toEqual([]);
      const names = WebAssembly.Module.exports(module).map(({ name }) => name);
      const programs = wasmCorpus.filter((program) => program.family === family);
      const wanted = programs.flatMap((one) => [wasmExport(one, false), wasmExport(one, true)]);
      expect(names).toEqual(expect.arrayContaining(wanted));
    });
  },
);

describe('the corpus', () => {
  it('has programs enough, half of them bounded, and no name twice', () => {
    const leaks = wasmCorpus.filter(({ verdict }) => verdict === 'leak');
    expect(wasmCorpus.length).toBeGreaterThanOrEqual(200);
    expect(leaks.length / wasmCorpus.length).toBeLessThan(0.65);
    expect(new Set(wasmCorpus.map(({ id }) => id)).size).toBe(wasmCorpus.length);
  });
});

describe('the mechanism', () => {
  const leaks = wasmCorpus.filter(({ verdict }) => verdict === 'leak');

  // Without names, and with noise: the hardest of the forms. The others are the evaluation's.
  it.each(leaks)('of $family: $id', (program) => {
    const taken = wasmCensus(wasmFile(program.family, 'stripped'), wasmExport(program, true), 2048);
    expect(taken?.evidence.mechanism).toBe(program.mechanism);
  });
});

describe('where a leak was made', () => {
  const named = wasmCorpus.filter(({ verdict, site }) => verdict === 'leak' && site !== null);

  it.each(named)('is told first: $id', (program) => {
    const taken = wasmCensus(wasmFile(program.family, 'debug'), wasmExport(program, false), 2048);
    const first = taken?.evidence.allocatedAt[0]?.function ?? 'nowhere';
    const right = program.site!.split('|').some((one) => first.includes(one));
    expect({ first, right }).toEqual({ first, right: true });
  });
});
