import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const USAGE = `Builds <folder>/<id>/<id>.wasm from <folder>/<id>/src/lib.rs in scenarios/ and test/fixtures/,
and leaklab's own modules: src/wasm/walk.wasm, src/wasm/record.wasm, src/heap/mark.wasm
and src/heap/snapshot.wasm.

Usage: npm run build:wasm [-- --check]

  --check   write nothing; exit with 1 where a committed module has other bytes than its source yields
  --help    show this

Environment:
  RUSTC     the compiler to use, with its wasm32-unknown-unknown target`;

const TARGET = 'wasm32-unknown-unknown';
const ALLOCATOR = 'scenarios/tracking-alloc/src/lib.rs';

/** Every folder with a `src/lib.rs` below one of these is a module, but for the allocator. */
const ROOTS: readonly { readonly folder: string; readonly linkArgs: readonly string[] }[] = [
  { folder: 'scenarios', linkArgs: [] },
  // 4 MiB: a fixture that runs out of memory shall do so at once.
  { folder: 'test/fixtures', linkArgs: [`--max-memory=${4 << 20}`] },
];

/** Debian 12's, which anyone can install and nobody updates. Other versions yield other bytes. */
const COMMITTED_WITH = '1.63.0';
const DEBIAN_RUSTC = '/usr/bin/rustc';

const FLAGS = [
  '--edition=2021',
  `--target=${TARGET}`,
  // For size: less is inlined, so that more functions are left for a stack to name.
  '-Copt-level=s',
  '-Cpanic=abort',
  '-Ccodegen-units=1',
  // Function names stay in the module's name section: only the debug information goes.
  '-Cstrip=debuginfo',
  // Together with `--demangle`: names such as `cycle::leaky::operation`, without hashes.
  '-Csymbol-mangling-version=v0',
];

const MODULE_FLAGS = [
  '--crate-type=cdylib',
  '-Clto=fat',
  '-Clink-arg=--demangle',
  // 64 KiB of stack, in place of 1 MiB: the leak, not the stack, shall make up the memory.
  '-Clink-arg=-zstack-size=65536',
];

interface Module {
  readonly id: string;
  readonly source: string;
  readonly wasm: string;
  readonly linkArgs: readonly string[];
  /** Of leaklab's own: what is built otherwise than the scenarios are. */
  readonly flags?: readonly string[];
}

const OWN_FLAGS = [
  '--crate-type=cdylib',
  '-Copt-level=2',
  '-Clto=fat',
  '-Cstrip=symbols',
  '-Coverflow-checks=off',
];

/** Single files, without the standard library and without the scenarios' allocator. */
const OWN_MODULES: readonly Module[] = [
  // It has no data and needs no stack: all of its memory is the subject's, which may have no page.
  { ...ownModule('src/wasm/walk'), linkArgs: ['--import-memory', '-zstack-size=0'] },
  { ...ownModule('src/wasm/record'), linkArgs: ['-zstack-size=4096'] },
  { ...ownModule('src/heap/mark'), linkArgs: ['-zstack-size=16384'] },
  {
    ...ownModule('src/heap/snapshot'),
    flags: [...OWN_FLAGS, '-Ctarget-feature=+simd128'],
    linkArgs: ['-zstack-size=16384'],
  },
];

function ownModule(file: string): Omit<Module, 'linkArgs'> {
  return {
    id: path.basename(file),
    source: `${file}.rs`,
    wasm: `${file}.wasm`,
    flags: OWN_FLAGS,
  };
}

interface Toolchain {
  readonly rustc: string;
  readonly version: string;
}

interface Built {
  readonly module: Module;
  readonly bytes: Buffer;
  readonly state: 'new' | 'changed' | 'unchanged';
}

class BuildError extends Error {}

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof BuildError) && !isUsageError(error)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

function main(): number {
  const { values } = parseArgs({
    options: { check: { type: 'boolean', default: false }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const root = findRoot();
  const toolchain = findToolchain(values.check);
  console.log(`rustc ${toolchain.version} (${toolchain.rustc})`);

  const built = build(root, toolchain, [...findModules(root), ...OWN_MODULES]);
  for (const { module, bytes, state } of built) {
    console.log(`${state.padEnd(10)}${String(bytes.length).padStart(7)} bytes  ${module.wasm}`);
  }
  const stale = built.filter(({ state }) => state !== 'unchanged');
  if (stale.length > 0 && toolchain.version !== COMMITTED_WITH) {
    console.log(`note: the committed modules are built with rustc ${COMMITTED_WITH}`);
  }
  if (values.check) return stale.length === 0 ? 0 : 1;
  for (const { module, bytes } of stale) writeFileSync(path.join(root, module.wasm), bytes);
  return 0;
}

function isUsageError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE');
}

/** The script runs from `dist/scripts`; the sources are beside `package.json`. */
function findRoot(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new BuildError('No package.json above the build script.');
    folder = parent;
  }
  return folder;
}

/**
 * A build takes the developer's own compiler where that can do it; a check takes the one that built
 * what is committed.
 */
function findToolchain(check: boolean): Toolchain {
  const { RUSTC } = process.env;
  const candidates = RUSTC ? [RUSTC] : ['rustc', DEBIAN_RUSTC];
  if (check) candidates.reverse();
  for (const rustc of candidates) {
    if (hasTarget(rustc)) return { rustc, version: versionOf(rustc) };
  }
  throw new BuildError(
    [
      `No Rust compiler with the target ${TARGET} (tried: ${candidates.join(', ')}).`,
      'Install the target for the Rust that you have from rustup:',
      `  rustup target add ${TARGET}`,
      `or, for the committed bytes, on Debian 12 (rustc ${COMMITTED_WITH}):`,
      '  apt-get install rustc libstd-rust-dev-wasm32 lld',
      'or set RUSTC to another compiler that has the target.',
    ].join('\n'),
  );
}

/** A compiler knows the path of a target's libraries even where they aren't installed. */
function hasTarget(rustc: string): boolean {
  const { status, stdout } = spawnSync(rustc, ['--print=target-libdir', `--target=${TARGET}`], {
    encoding: 'utf8',
  });
  const folder = stdout?.trim();
  return (
    status === 0 &&
    existsSync(folder) &&
    readdirSync(folder).some((file) => file.startsWith('libstd-'))
  );
}

function versionOf(rustc: string): string {
  const { stdout } = spawnSync(rustc, ['--version'], { encoding: 'utf8' });
  return stdout.split(' ')[1]?.trim() ?? 'unknown';
}

function findModules(root: string): Module[] {
  return ROOTS.flatMap(({ folder, linkArgs }) =>
    foldersIn(path.join(root, folder))
      .map((id) => ({
        id,
        source: `${folder}/${id}/src/lib.rs`,
        wasm: `${folder}/${id}/${id}.wasm`,
        linkArgs,
      }))
      .filter(({ source }) => source !== ALLOCATOR && existsSync(path.join(root, source))),
  );
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

function build(root: string, toolchain: Toolchain, modules: readonly Module[]): Built[] {
  const output = mkdtempSync(path.join(tmpdir(), 'leaklab-wasm-'));
  try {
    const compile = (...args: string[]) => runRustc(root, toolchain, [...FLAGS, ...args]);
    const allocator = path.join(output, 'libtracking_alloc.rlib');
    compile('--crate-name=tracking_alloc', '--crate-type=rlib', `-o${allocator}`, ALLOCATOR);
    return modules.map((module) => {
      const wasm = path.join(output, `${module.id}.wasm`);
      compile(
        `--crate-name=${module.id.replaceAll('-', '_')}`,
        ...(module.flags ?? MODULE_FLAGS),
        ...module.linkArgs.map((argument) => `-Clink-arg=${argument}`),
        `-Cmetadata=${module.id}`,
        ...(module.flags === undefined ? [`--extern=tracking_alloc=${allocator}`] : []),
        `-o${wasm}`,
        module.source,
      );
      const bytes = readFileSync(wasm);
      return { module, bytes, state: compare(path.join(root, module.wasm), bytes) };
    });
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

/** Sources are named relative to the root, so that panics name the same files in every checkout. */
function runRustc(root: string, { rustc }: Toolchain, args: readonly string[]): void {
  const remap = `--remap-path-prefix=${root}=.`;
  const { error, status } = spawnSync(rustc, [remap, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error) throw error;
  if (status !== 0) throw new BuildError(`${rustc} failed on ${args.at(-1)}.`);
}

function compare(file: string, bytes: Buffer): Built['state'] {
  if (!existsSync(file)) return 'new';
  return readFileSync(file).equals(bytes) ? 'unchanged' : 'changed';
}
