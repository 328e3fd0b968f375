import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { rolldown } from 'rolldown';
import { WITHOUT_OPTIMISED_CODE } from '../src/harness/cell.ts';
import type { CorpusProgram } from '../test/corpus/index.ts';
import { corpus } from '../test/corpus/index.ts';
import type { Checkpoint } from './corpus-truth/child.ts';
import { findings, growthOf } from './corpus-truth/growth.ts';

const USAGE = `Runs each program of test/corpus without leaklab and compares its growth with its label.

Usage: npm run --silent build && node dist/scripts/corpus-truth.js [id…]

  --node <path>   another Node than this one
  --jobs <count>  programs at once (default: one a core)
  --unoptimised   without V8's optimising compilers, as leaklab measures
  --wrong         print only what disagrees
  --help          show this

The growth is bytes an operation from N to 4 N operations, at rest; behind it that of all operations
since the warm-up, where it is least and most. Ends with 1 where a program is not what its label says.`;

const run = promisify(execFile);
const CHILD = join(import.meta.dirname, 'corpus-truth', 'child.js');
const LONGEST_MS = 180_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    node: { type: 'string', default: process.execPath },
    jobs: { type: 'string', default: String(availableParallelism()) },
    unoptimised: { type: 'boolean', default: false },
    wrong: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) console.log(USAGE);
else await main();

async function main(): Promise<void> {
  const left = corpus.filter(({ id }) => positionals.length === 0 || positionals.includes(id));
  const total = left.length;
  const folder = mkdtempSync(join(tmpdir(), 'leaklab-truth-'));
  let wrong = 0;
  const work = async (): Promise<void> => {
    for (let program = left.shift(); program !== undefined; program = left.shift()) {
      const line = await compare(program, folder);
      if (!line.agrees) wrong++;
      if (!line.agrees || !values.wrong) console.log(line.text);
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, work));
  rmSync(folder, { recursive: true, force: true });
  console.log(`${total - wrong} of ${total} are what their labels say`);
  if (wrong > 0) process.exitCode = 1;
}

async function compare(
  program: CorpusProgram,
  folder: string,
): Promise<{ agrees: boolean; text: string }> {
  const { id, verdict, bytesPerOperation: truth } = program;
  const label =
    truth === null
      ? verdict
      : `${verdict} ${truth.low ?? truth.value}–${truth.high ?? truth.value}`;
  const head = `${id.padEnd(28)} ${label.padEnd(22)}`;
  try {
    const { checkpoints, elapsedMs } = await checkpointsOf(program, folder);
    const growth = growthOf(checkpoints);
    const wrong = findings(program, growth);
    const measured = growth.map(
      ({ memory, mean, least, most }) =>
        `${memory} ${short(mean)} (${short(least)}…${short(most)})`,
    );
    const operations = checkpoints[1]!.operations;
    return {
      agrees: wrong.length === 0,
      text: [
        wrong.length === 0 ? '  ' : '✗ ',
        head,
        ` N ${String(operations).padEnd(9)} ${String(elapsedMs).padStart(6)} ms  `,
        measured.join('  '),
        wrong.length === 0 ? '' : `  ← ${wrong.join('; ')}`,
      ].join(''),
    };
  } catch (thrown) {
    const { message, stderr } = thrown as Error & { stderr?: string };
    return { agrees: false, text: `✗ ${head} failed: ${stderr || message}` };
  }
}

async function checkpointsOf(
  program: CorpusProgram,
  folder: string,
): Promise<{ checkpoints: Checkpoint[]; elapsedMs: number }> {
  const file = await runnable(program.file, folder);
  const input = program.input === undefined ? '' : JSON.stringify(program.input);
  const { stdout } = await run(
    values.node,
    [
      '--expose-gc',
      ...(values.unoptimised ? WITHOUT_OPTIMISED_CODE : []),
      CHILD,
      file,
      String(program.steadyAfter),
      program.export ?? '',
      input,
    ],
    { timeout: LONGEST_MS, maxBuffer: 2 ** 26 },
  );
  // A program may print, too.
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!);
}

/** Not every supported Node runs TypeScript. */
async function runnable(file: string, folder: string): Promise<string> {
  if (!/\.[mc]?ts$/.test(file)) return file;
  const bundle = await rolldown({ input: file, platform: 'node', logLevel: 'warn' });
  const output = join(folder, `${basename(file, extname(file))}.mjs`);
  await bundle.write({ file: output, format: 'esm' });
  await bundle.close();
  return output;
}

function short(bytes: number): string {
  return String(Number(bytes.toPrecision(4)));
}
