import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../src/package-root.ts';
import { EvaluateError } from '../evaluate/evaluate-error.ts';
import { configurations } from './configurations.ts';
import type { Evaluated } from './document.ts';
import { evaluationDocument } from './document.ts';
import { measureAll } from './measure.ts';
import { meets, tally } from './tally.ts';

export const WASM_USAGE = `Measures how often leaklab is right about WebAssembly, on the labelled programs of test/wasm-corpus,
and writes docs/accuracy-wasm.md.

Usage: npm run evaluate -- wasm [options]

Options:
      --setting <name>  default, 2048 (operations), or both (default both)
      --only <pattern>  programs whose export matches this regular expression
  -j, --jobs <n>        subjects at once (default: the cores)
      --quick           a sample of every 23rd form; writes no document
      --check           end with 1 where a target is missed
      --help            show this`;

const SETTINGS = { default: null, 2048: 2048 } as const;

/** Returns the exit code: 0 done, 1 a target was missed (--check), 2 wrong usage. */
export async function evaluateWasm(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      setting: { type: 'string', default: 'both' },
      only: { type: 'string' },
      jobs: { type: 'string', short: 'j', default: String(availableParallelism()) },
      quick: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const settings = values.setting === 'both' ? ['default', '2048'] : [values.setting];
  if (values.help || settings.some((setting) => !(setting in SETTINGS))) {
    console.log(WASM_USAGE);
    return values.help ? 0 : 2;
  }
  const only = values.only === undefined ? null : new RegExp(values.only);
  const wanted = configurations(only, values.quick);
  if (wanted.length === 0) throw new EvaluateError('no program matches --only');
  const evaluated: Evaluated[] = [];
  for (const setting of settings) {
    const iterations = SETTINGS[setting as keyof typeof SETTINGS];
    const answers = await measureAll(wanted, { iterations, jobs: Number(values.jobs) }, (done) =>
      console.error(`${setting}: ${done} of ${wanted.length}`),
    );
    evaluated.push({
      setting: iterations === null ? 'With default settings' : `At ${iterations} operations`,
      answers,
    });
  }
  const text = evaluationDocument(evaluated, {
    programs: new Set(wanted.map(({ program }) => program.id)).size,
    tool: `Node ${process.version}, ${process.platform}-${process.arch}.`,
  });
  console.log(text);
  if (!values.quick && only === null && settings.length > 1) {
    writeFileSync(join(packageRoot(), 'docs', 'accuracy-wasm.md'), text);
  }
  const met = evaluated.every(({ answers }) => meets(tally(answers)));
  return values.check && !met ? 1 : 0;
}
