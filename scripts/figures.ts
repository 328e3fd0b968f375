import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/package-root.ts';

const USAGE = `Runs the catalogue and puts its true figures into README.md and its pictures into docs/.

Usage: npm run figures

  --help    show this

Whatever stands between the lines "<!-- figures:begin … -->" and "<!-- figures:end -->" of README.md,
and between those of "objects", "wasm" and "heap", is replaced. Nothing is written unless every verdict is as labelled. Takes about a minute.`;

/** The picture: a leak that runs into its limit, beside two cures that don't. */
const PICTURED = 'leaky-cache';
const PICTURE_RUN = ['run', PICTURED, '--until-oom', '--limit', '64MiB'];
/** The other picture: the same leak behind HTTP, over time. */
const LOAD_PICTURE_RUN = [
  ...['load', PICTURED, '--implementation', 'ts', '--variant', 'leaky', '--threads', '2'],
  '--charts',
];
const LOAD_PICTURE = 'under-load.svg';
/** The scenarios whose rows are shown; the others are counted. */
const SHOWN: readonly string[] = ['cycle', 'growing-vec', PICTURED];

const BLOCK = /(<!-- figures:begin.*-->\n)[\s\S]*?(<!-- figures:end -->)/;

interface Shown {
  readonly block: RegExp;
  /** Of `leaklab check`. */
  readonly args: readonly string[];
}

/** What is told of a leak of objects, and of one in WASM: a package's scanner that nobody disposes of. */
const EVIDENCE: readonly Shown[] = [
  {
    block: /(<!-- objects:begin.*-->\n)[\s\S]*?(<!-- objects:end -->)/,
    args: [join('test', 'corpus', 'programs', 'event-target-listeners.mjs')],
  },
  {
    block: /(<!-- wasm:begin.*-->\n)[\s\S]*?(<!-- wasm:end -->)/,
    args: [join('test', 'wasm-packages', 'oniguruma.mjs'), '--export', 'forgotten'],
  },
];
const EVIDENCE_ROWS = /^(mechanism|held by|made in|its heap) /;

/** What is told of three snapshots of a process that keeps sessions. */
const HEAP_BLOCK = /(<!-- heap:begin.*-->\n)[\s\S]*?(<!-- heap:end -->)/;
const SNAPSHOTS = ['before.heapsnapshot', 'after.heapsnapshot', 'later.heapsnapshot'];
const KEEPS_SESSIONS = `
import { writeHeapSnapshot } from 'node:v8';
class Session { constructor(id) { this.id = id; this.pages = [id]; } }
const sessions = new Map();
const open = (user) => sessions.set(user, new Session(sessions.size));
for (const name of ${JSON.stringify(SNAPSHOTS)}) {
  for (let i = 0; i < 2000; i++) open(\`user \${sessions.size}\`);
  gc();
  writeHeapSnapshot(name);
}`;

class FiguresError extends Error {}

try {
  main();
} catch (error) {
  if (!(error instanceof FiguresError) && !isUsageError(error)) throw error;
  console.error(`figures: ${error.message}`);
  process.exitCode = 2;
}

function main(): void {
  const { values } = parseArgs({ options: { help: { type: 'boolean' } } });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const root = packageRoot();
  const readme = join(root, 'README.md');
  const text = readFileSync(readme, 'utf8');
  if (
    ![BLOCK, HEAP_BLOCK, ...EVIDENCE.map(({ block }) => block)].every((block) => block.test(text))
  )
    throw new FiguresError(`${readme} has no lines for the figures; see --help.`);

  const folder = mkdtempSync(join(tmpdir(), 'leaklab-figures-'));
  try {
    console.log('running the catalogue …');
    const output = leaklab(['run'], folder);
    console.log(`leaklab ${PICTURE_RUN.join(' ')} …`);
    leaklab([...PICTURE_RUN, '--output', 'picture'], folder);

    mkdirSync(join(root, 'docs'), { recursive: true });
    const picture = `docs/${PICTURED}.svg`;
    copyFileSync(join(folder, 'picture', `${PICTURED}.svg`), join(root, picture));
    console.log(`leaklab ${LOAD_PICTURE_RUN.join(' ')} …`);
    leaklab([...LOAD_PICTURE_RUN, '--no-progress', '--output', 'load'], folder);
    copyFileSync(
      join(folder, 'load', `${PICTURED}.ts.leaky.load.svg`),
      join(root, 'docs', LOAD_PICTURE),
    );
    const block = [...pictureLines(picture), '', ...outputLines(output), '', machine(folder)];
    const blocks = [
      { block: BLOCK, lines: block },
      { block: HEAP_BLOCK, lines: heapLines(folder) },
      ...EVIDENCE.map((shown) => ({
        block: shown.block,
        lines: evidenceLines(shown, root, folder),
      })),
    ];
    const written = blocks.reduce(
      (all, one) =>
        all.replace(one.block, (_, begin, end) => `${begin}${one.lines.join('\n')}\n${end}`),
      text,
    );
    writeFileSync(readme, written);
    console.log(`wrote ${picture}, docs/${LOAD_PICTURE} and the figures of README.md`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isUsageError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE');
}

/** Who holds it and where it was made, in the words of `leaklab check`. */
function evidenceLines({ args }: Shown, root: string, folder: string): string[] {
  const output = leaklab(
    ['check', ...args, '--no-progress', '--force', '--output', join(folder, 'evidence')],
    root,
    1,
  );
  const lines = output.split('\n');
  const rows = lines.filter((line, i) => {
    const start = lines.slice(0, i + 1).findLast((one) => /^\S/.test(one));
    return line !== '' && start !== undefined && EVIDENCE_ROWS.test(start);
  });
  const shown = rows.map((row) => row.replaceAll(`${root}/`, ''));
  return [`\`leaklab check ${args.join(' ')}\``, '', '```text', ...shown, '```'];
}

function heapLines(folder: string): string[] {
  mkdirSync(join(folder, 'shop'));
  writeFileSync(join(folder, 'shop', 'sessions.mjs'), KEEPS_SESSIONS);
  const args = ['--expose-gc', join('shop', 'sessions.mjs')];
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new FiguresError(`no snapshots were taken:\n${stderr}`);
  const output = leaklab(['heap', ...SNAPSHOTS, '--top', '1'], folder);
  return [
    `\`leaklab heap ${SNAPSHOTS.join(' ')} --top 1\``,
    '',
    '```text',
    output.trimEnd(),
    '```',
  ];
}

/** What the built command line prints, run in `folder`. */
function leaklab(args: readonly string[], folder: string, expected = 0): string {
  const cli = join(packageRoot(), 'dist', 'src', 'cli', 'main.js');
  const quiet = args[0] === 'run' ? [...args, '--no-progress'] : args;
  const { error, status, stdout, stderr } = spawnSync(process.execPath, [cli, ...quiet], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  if (error) throw error;
  if (status === expected) return stdout;
  throw new FiguresError(
    `"leaklab ${args.join(' ')}" ended with ${status}; README.md is left as it is.\n${stdout}${stderr}`,
  );
}

function pictureLines(picture: string): string[] {
  const alt =
    'Memory at rest over operations: the cache that never evicts rises into its limit of 64 MiB, ' +
    'the two bounded ones stay flat; in Rust and in TypeScript.';
  return [`![${alt}](${picture})`, '', `\`leaklab ${PICTURE_RUN.join(' ')}\``];
}

/** The run's own words, without the rows of the scenarios that aren't shown. */
function outputLines(output: string): string[] {
  const [head = '', ...lines] = output.trimEnd().split('\n');
  const gap = lines.indexOf('');
  const rows = lines.slice(0, gap);
  const shown = rows.filter((row) => SHOWN.includes(row.split(' ', 1)[0]!));
  if (gap === -1 || shown.length === 0 || shown.length === rows.length) {
    throw new FiguresError(`the run printed no table of the catalogue:\n${output}`);
  }
  const left = `… and ${rows.length - shown.length} more rows …`;
  return ['```text', head, ...shown, left, ...lines.slice(gap), '```'];
}

/** Where and with what the figures were measured; from the recordings' own headers. */
function machine(folder: string): string {
  const results = join(folder, 'leaklab-results');
  const [run = ''] = readdirSync(results);
  const { tool } = JSON.parse(leaklab(['report', join(results, run), '--json'], folder));
  const { version, node, platform } = tool;
  return `leaklab ${version}, Node ${node}, ${platform}, ${availableParallelism()} cores.`;
}
