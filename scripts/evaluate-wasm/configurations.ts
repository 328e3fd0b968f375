import type { WasmBuild, WasmProgram } from '../../test/wasm-corpus/programs.ts';
import { wasmCorpus, wasmExport, wasmFile } from '../../test/wasm-corpus/programs.ts';

/** A program in one of the forms in which it is measured. */
export interface Configuration {
  readonly program: WasmProgram;
  readonly build: WasmBuild;
  readonly noisy: boolean;
  readonly file: string;
  readonly export: string;
}

/** Each program alone and with noise, with names and stripped. */
export function configurations(only: RegExp | null, quick: boolean): Configuration[] {
  const all = wasmCorpus.flatMap((program) =>
    (['debug', 'stripped'] as const).flatMap((build) =>
      [false, true].map((noisy) => ({
        program,
        build,
        noisy,
        file: wasmFile(program.family, build),
        export: wasmExport(program, noisy),
      })),
    ),
  );
  const wanted = only === null ? all : all.filter((one) => only.test(one.export));
  return quick ? wanted.filter((_, i) => i % QUICK === 0) : wanted;
}

/** A prime, so that all forms are among those of a quick evaluation. */
const QUICK = 23;
