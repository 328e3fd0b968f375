import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../../src/package-root.ts';
import { EvaluateError } from '../evaluate/evaluate-error.ts';
import { compare } from './compare.ts';
import { holdersDocument, holdersText } from './document.ts';
import { labelledCorpus, labelledFolder } from './labelled.ts';
import { measureAll } from './measure.ts';
import { meets } from './tally.ts';

export const HOLDERS_USAGE = `Measures how often leaklab names the right holder, the right line and the right mechanism of a leak
outside of WebAssembly, and writes docs/accuracy-holders.md.

Usage: npm run evaluate -- holders [options]

Options:
      --from <folder>  programs of a folder with labels.json, not of test/corpus; writes no document
      --only <text>    programs whose id has this in it; writes no document
  -j, --jobs <n>       subjects at once (default: the cores)
      --check          end with 1 where a target is missed
      --help           show this`;

/** Returns the exit code: 0 done, 1 a target was missed (--check), 2 wrong usage. */
export async function evaluateHolders(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      from: { type: 'string' },
      only: { type: 'string', default: '' },
      jobs: { type: 'string', short: 'j', default: String(availableParallelism()) },
      check: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(HOLDERS_USAGE);
    return 0;
  }
  const jobs = Number(values.jobs);
  if (!(Number.isInteger(jobs) && jobs > 0)) {
    throw new EvaluateError(`--jobs: expected a number from 1 on, got ‘${values.jobs}’`);
  }
  const all = values.from === undefined ? labelledCorpus() : labelledFolder(values.from);
  const wanted = all.filter(({ id }) => id.includes(values.only));
  if (wanted.length === 0) throw new EvaluateError('no program matches --only');
  const answers = await measureAll(wanted, jobs, (done) =>
    console.error(`${done} of ${wanted.length}`),
  );
  const comparisons = answers.map(compare);
  console.log(holdersText(comparisons));
  if (values.from === undefined && values.only === '') {
    const tool = `Node ${process.version}, ${process.platform}-${process.arch}.`;
    writeFileSync(
      join(packageRoot(), 'docs', 'accuracy-holders.md'),
      holdersDocument(comparisons, { tool }),
    );
  }
  return values.check && !meets(comparisons) ? 1 : 0;
}
