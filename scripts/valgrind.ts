import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/package-root.ts';
import type { WasmProgram } from '../test/wasm-corpus/programs.ts';
import { wasmCorpus, wasmFile } from '../test/wasm-corpus/programs.ts';
import { wasmCensus } from './wasm-census.ts';

const USAGE = `Compares what leaklab finds in WebAssembly with what Valgrind finds in the same Rust programs, compiled
natively: blocks that are lost, and blocks that are still reachable, after the same operations.

Usage: npm run valgrind -- [--operations n] [--only pattern]

  --operations <n>  of each program (default 200)
  --only <pattern>  programs whose name matches this regular expression

Needs Debian 12's rustc, libstd-rust-dev and valgrind. Exit codes: 0 all agree, 1 some don't, 2 wrong usage.`;

/** As Valgrind counts. */
interface Blocks {
  readonly lost: number;
  readonly reachable: number;
}

const RUSTC = process.env.RUSTC ?? '/usr/bin/rustc';
const AT_ONCE = 2;
/**
 * Packed structs: an address in them is seen where it happens to be aligned, by either tool, and the structs
 * differ in size. All blocks together must agree.
 */
const UNALIGNED = new Set(['packed_pointers']);
const NOTHING: Blocks = { lost: 0, reachable: 0 };

const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: '200' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const operations = Number(values.operations);
if (values.help || !Number.isInteger(operations) || operations < 1) {
  console.log(USAGE);
  process.exitCode = values.help ? 0 : 2;
} else {
  const only = new RegExp(values.only ?? '');
  process.exitCode = await compare(
    wasmCorpus.filter(({ language, id }) => language === 'rust' && only.test(id)),
  );
}

async function compare(programs: readonly WasmProgram[]): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'leaklab-valgrind-'));
  try {
    const families = [...new Set(programs.map(({ family }) => family))];
    for (const family of families) compileNatively(family, folder);
    const run = (family: string, id: string, count: number): Promise<Blocks> =>
      underValgrind(path.join(folder, family), id, count);
    // What Rust's runtime keeps by itself is the same for all programs of a family.
    const before = new Map<string, Blocks>();
    for (const { family, id } of programs) {
      if (!before.has(family)) before.set(family, await run(family, id, 0));
    }
    const native = await inParallel(programs, async ({ family, id }) => {
      const [own, after] = [before.get(family)!, await run(family, id, operations)];
      return { lost: after.lost - own.lost, reachable: after.reachable - own.reachable };
    });
    return print(programs, native);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compileNatively(family: string, folder: string): void {
  const source = `rust/${family.slice('rust-'.length)}.rs`;
  // Symbols stay: what keeps an allocation from being optimised away differs little from the WASM build.
  const args = [
    '--edition=2021',
    '-Copt-level=1',
    '-Cpanic=abort',
    '-Ccodegen-units=1',
    '-Awarnings',
  ];
  const { status, error } = spawnSync(RUSTC, [...args, `-o${path.join(folder, family)}`, source], {
    cwd: path.join(packageRoot(), 'test', 'wasm-corpus'),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${RUSTC} failed on ${source}`);
}

function underValgrind(program: string, name: string, count: number): Promise<Blocks> {
  const child = spawn('valgrind', ['--leak-check=full', program, name, String(count)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let text = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(readSummary(text));
      else reject(new Error(`valgrind ${name} ended with ${code}: ${text.slice(-1000)}`));
    });
  });
}

/**
 * What is "possibly lost" is led to by a pointer into its middle alone: a hash table of Rust's is held so.
 * leaklab counts any such block as reachable, so that both are one here.
 */
function readSummary(text: string): Blocks {
  const blocks = (kind: string): number => {
    const found = new RegExp(`${kind}: [\\d,]+ bytes in ([\\d,]+) blocks`).exec(text)?.[1];
    return found === undefined ? 0 : Number(found.replaceAll(',', ''));
  };
  return {
    lost: blocks('definitely lost') + blocks('indirectly lost'),
    reachable: blocks('still reachable') + blocks('possibly lost'),
  };
}

function print(programs: readonly WasmProgram[], native: readonly Blocks[]): number {
  const line = (cells: readonly (string | number)[]): string =>
    cells
      .map((cell, i) => (i === 0 ? String(cell).padEnd(28) : String(cell).padStart(10)))
      .join('');
  console.log(line(['', 'Valgrind', '', 'leaklab', '', '']));
  console.log(
    line([`after ${operations} operations`, 'lost', 'reachable', 'lost', 'reachable', '']),
  );
  let differing = 0;
  programs.forEach(({ id, family }, i) => {
    const own = inWasm(family, id);
    const other = native[i]!;
    const agrees = UNALIGNED.has(id)
      ? own.lost + own.reachable === other.lost + other.reachable
      : own.lost === other.lost && own.reachable === other.reachable;
    if (!agrees) differing++;
    const verdict = agrees ? '' : 'differs';
    console.log(line([id, other.lost, other.reachable, own.lost, own.reachable, verdict]));
  });
  console.log(`${programs.length - differing} of ${programs.length} agree`);
  return differing === 0 ? 0 : 1;
}

function inWasm(family: string, id: string): Blocks {
  const taken = wasmCensus(wasmFile(family, 'debug'), id, operations);
  if (taken === null) return NOTHING;
  const { census } = taken;
  return {
    lost: census.definitelyLost.blocks + census.indirectlyLost.blocks,
    reachable: census.stillReachable.blocks,
  };
}

async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const at = next++;
      results[at] = await work(items[at]!);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return results;
}
