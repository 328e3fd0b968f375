import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../src/package-root.ts';
import { fuzz } from './fuzz-wasm/fuzz.ts';

const USAGE = `Reads and rewrites WebAssembly modules that have been damaged at random: each must be refused with the
byte at which it is wrong, or be rewritten into one that is as valid as it was.

Usage: npm run fuzz:wasm -- [--count n] [--seed n]

  --count <n>  modules (default 100,000)
  --seed <n>   other damage (default 1)

Exit codes: 0 all as they must be, 1 some were not, 2 wrong usage.`;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
if (values.help || !Number.isInteger(count) || !Number.isInteger(seed)) {
  console.log(USAGE);
  process.exitCode = values.help ? 0 : 2;
} else {
  const tally = fuzz({ count, seed, modules: seeds() });
  const { refused, leftAsTheyAre, rewritten, invalid, violations } = tally;
  console.log(
    `${count} modules: ${refused} refused with an offset, ${leftAsTheyAre} left as they are, ${rewritten} rewritten and valid, ${invalid} rewritten and as invalid as before`,
  );
  for (const violation of violations.slice(0, 20)) console.log(`violation: ${violation}`);
  console.log(`${violations.length} violations`);
  process.exitCode = violations.length === 0 ? 0 : 1;
}

function seeds(): Uint8Array<ArrayBuffer>[] {
  const scenarios = ['cycle', 'growing-vec', 'forget', 'manual-alloc'].map(
    (id) => `scenarios/${id}/${id}.wasm`,
  );
  const programs = ['as-minimal.stripped', 'as-incremental.debug', 'c-leaks.stripped'].map(
    (name) => `test/wasm-corpus/built/${name}.wasm`,
  );
  return [...scenarios, ...programs].map(
    (file) => new Uint8Array(readFileSync(join(packageRoot(), file))),
  );
}
