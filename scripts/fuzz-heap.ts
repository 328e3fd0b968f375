import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/package-root.ts';
import { fuzz } from './fuzz-heap/fuzz.ts';

const USAGE = `Reads heap snapshots that have been damaged at random: each must be refused with the byte at which it is
wrong, or be read into a graph in which all indices lead somewhere, within the memory that reading may use.

Usage: npm run fuzz:heap -- [--count n] [--seed n]

  --count <n>  snapshots (default 50,000)
  --seed <n>   other damage (default 1)

Exit codes: 0 all as they must be, 1 some were not, 2 wrong usage.`;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '50000' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
if (values.help || !Number.isInteger(count) || !Number.isInteger(seed)) {
  console.log(USAGE);
  process.exitCode = values.help ? 0 : 2;
} else {
  const wasm = readFileSync(join(packageRoot(), 'src', 'heap', 'snapshot.wasm'));
  const tally = await fuzz({ count, seed, module: new WebAssembly.Module(wasm) });
  const { refused, overBudget, read, unchanged, violations } = tally;
  console.log(
    `${count} snapshots: ${refused} refused with an offset, ${overBudget} of them for their memory, ${read} read into a consistent graph, ${unchanged} of them as undamaged`,
  );
  for (const violation of violations.slice(0, 20)) console.log(`violation: ${violation}`);
  console.log(`${violations.length} violations`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}
