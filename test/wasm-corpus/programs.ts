import { join } from 'node:path';
import { packageRoot } from '../../src/package-root.ts';
import { assemblyScript } from './assemblyscript.ts';
import { c } from './c.ts';
import { rust } from './rust.ts';

export type WasmMechanism = 'cycle' | 'growing-vec' | 'leaky-cache' | 'forget';
export type WasmBuild = 'debug' | 'stripped';

/** A program of one family's module, under the name of its export. */
export interface WasmProgram {
  readonly id: string;
  /** `<family>.<build>.wasm` in `built`. */
  readonly family: string;
  readonly language: 'rust' | 'c' | 'c++' | 'assemblyscript';
  readonly verdict: 'leak' | 'clean';
  readonly mechanism: WasmMechanism | null;
  /** A part of the name of the function that allocates what leaks; several behind `|`. */
  readonly site: string | null;
}

/** Exports of one family that have the same label. */
export interface WasmGroup extends Omit<WasmProgram, 'id' | 'site'> {
  /** Each with the function that allocates, where it is a leak. */
  readonly programs: readonly (string | readonly [id: string, site: string])[];
}

/** All programs with the truth about them. What judges them is told a file and an export. */
export const wasmCorpus: readonly WasmProgram[] = [...rust, ...c, ...assemblyScript].flatMap(
  ({ programs, ...group }) =>
    programs.map((program) =>
      typeof program === 'string'
        ? { ...group, id: program, site: null }
        : { ...group, id: program[0], site: program[1] },
    ),
);

export const wasmFile = (family: string, build: WasmBuild): string =>
  join(packageRoot(), 'test', 'wasm-corpus', 'built', `${family}.${build}.wasm`);

/** The export that runs a program alone, or with benign noise around it. */
export const wasmExport = ({ id }: WasmProgram, noisy: boolean): string =>
  noisy ? `${id}_noisy` : id;
