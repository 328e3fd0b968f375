import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/package-root.ts';

const USAGE = `Builds the labelled programs of test/wasm-corpus into test/wasm-corpus/built, each family
twice: with names and little optimised ("debug"), and as small as can be, without names ("stripped").

Usage: npm run build:wasm-corpus [-- --check] [family…]

  --check   write nothing; exit with 1 where a committed module has other bytes than its source yields
  --help    show this

Needs Debian 12's rustc, libstd-rust-dev-wasm32, lld, clang, wasi-libc, libc++-dev-wasm32 and
libclang-rt-dev-wasm32; AssemblyScript's compiler is installed from npm for the time of the build.`;

type Build = 'debug' | 'stripped';
const BUILDS: readonly Build[] = ['debug', 'stripped'];

interface Family {
  readonly name: string;
  readonly source: string;
  readonly compile: (family: Family, build: Build, output: string) => void;
}

class BuildError extends Error {}

const CORPUS = path.join(packageRoot(), 'test', 'wasm-corpus');
const BUILT = path.join(CORPUS, 'built');
const RUSTC = process.env.RUSTC ?? '/usr/bin/rustc';
const ASSEMBLYSCRIPT = 'assemblyscript@0.28.20';
let compiler: string | null = null;
const scratch = mkdtempSync(path.join(tmpdir(), 'leaklab-corpus-'));

const rust = (name: string): Family => ({
  name: `rust-${name}`,
  source: `rust/${name}.rs`,
  compile: compileRust,
});
const c = (name: string, source: string): Family => ({
  name,
  source: `c/${source}`,
  compile: compileC,
});
const assemblyScript = (runtime: string): Family => ({
  name: `as-${runtime}`,
  source: `assemblyscript/${runtime}.ts`,
  compile: compileAssemblyScript,
});

const FAMILIES: readonly Family[] = [
  ...['cycles', 'vectors', 'caches', 'forgotten', 'bounded'].map(rust),
  c('c-leaks', 'leaks.c'),
  c('c-bounded', 'bounded.c'),
  c('cpp-classes', 'classes.cpp'),
  ...['incremental', 'minimal', 'stub'].map(assemblyScript),
];

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function main(): number {
  const { values, positionals } = parseArgs({
    options: { check: { type: 'boolean', default: false }, help: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const unknown = positionals.filter((name) => !FAMILIES.some((family) => family.name === name));
  if (unknown.length > 0) {
    const known = FAMILIES.map(({ name }) => name).join(', ');
    throw new BuildError(`There is no family ${unknown.join(', ')}; there are ${known}.`);
  }
  const wanted = FAMILIES.filter(
    ({ name }) => positionals.length === 0 || positionals.includes(name),
  );
  mkdirSync(BUILT, { recursive: true });
  let stale = 0;
  for (const family of wanted) {
    for (const build of BUILDS) {
      const file = `${family.name}.${build}.wasm`;
      const output = path.join(scratch, file);
      family.compile(family, build, output);
      const bytes = readFileSync(output);
      const committed = path.join(BUILT, file);
      const state = !existsSync(committed)
        ? 'new'
        : readFileSync(committed).equals(bytes)
          ? 'unchanged'
          : 'changed';
      console.log(`${state.padEnd(10)}${String(bytes.length).padStart(7)} bytes  ${file}`);
      if (state === 'unchanged') continue;
      stale++;
      if (!values.check) writeFileSync(committed, bytes);
    }
  }
  return values.check && stale > 0 ? 1 : 0;
}

function compileRust({ source }: Family, build: Build, output: string): void {
  const flags = {
    debug: ['-Copt-level=1', '-Cstrip=debuginfo'],
    stripped: ['-Copt-level=z', '-Clto=fat', '-Cstrip=symbols'],
  };
  run(RUSTC, [
    '--edition=2021',
    '--target=wasm32-unknown-unknown',
    '--crate-type=cdylib',
    '-Cpanic=abort',
    '-Ccodegen-units=1',
    '-Cmetadata=corpus',
    ...flags[build],
    `-o${output}`,
    source,
  ]);
}

/**
 * Compiled and linked in two steps: where it links with an optimisation, clang hands the module to
 * `wasm-opt` if the machine has one, which takes its names away.
 */
function compileC({ source }: Family, build: Build, output: string): void {
  const object = `${output}.o`;
  const [clang, ...language] = source.endsWith('.cpp') ? ['clang++', '-fno-exceptions'] : ['clang'];
  const compile = { debug: ['-O1'], stripped: ['-Oz', '-flto'] };
  const link = { debug: [], stripped: ['-flto', '-s', '-Wl,--lto-O2'] };
  const target = ['--target=wasm32-wasi', '-mexec-model=reactor'];
  run(clang!, [...target, ...language, ...compile[build], '-c', source, '-o', object]);
  run(clang!, [...target, ...link[build], '-nostartfiles', '-Wl,--no-entry', object, '-o', output]);
}

function compileAssemblyScript({ name, source }: Family, build: Build, output: string): void {
  compiler ??= installAssemblyScript();
  const flags = { debug: ['--debug'], stripped: ['-O3z', '--noAssert'] };
  const runtime = name.slice('as-'.length);
  const folder = path.join(CORPUS, path.dirname(source));
  run(
    process.execPath,
    [
      compiler,
      path.basename(source),
      ...['--runtime', runtime, '--use', 'abort=', ...flags[build], '-o', output],
    ],
    folder,
  );
}

function installAssemblyScript(): string {
  const folder = path.join(scratch, 'compiler');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  run(npm, ['install', '--silent', '--no-audit', '--no-fund', '--prefix', folder, ASSEMBLYSCRIPT]);
  return path.join(folder, 'node_modules', 'assemblyscript', 'bin', 'asc.js');
}

function run(command: string, args: readonly string[], cwd = CORPUS): void {
  const { error, status, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (error !== undefined) {
    throw new BuildError(`${command} can't be run (${error.message}). ${USAGE.split('\n').at(-2)}`);
  }
  if (status !== 0) throw new BuildError(`${command} failed on ${args.at(-1)}:\n${stderr}`);
}
