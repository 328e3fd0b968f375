import { benchWasm } from './bench/wasm.ts';

const USAGE = `Measures leaklab's own speed, as ratios of what runs side by side.

Usage: npm run bench -- wasm [--check]

  --check   end with 1 where a target is missed
  --help    show this`;

const [what, ...rest] = process.argv.slice(2);
if (what !== 'wasm') {
  console.log(USAGE);
  process.exitCode = what === '--help' ? 0 : 2;
} else {
  const met = await benchWasm();
  process.exitCode = rest.includes('--check') && !met ? 1 : 0;
}
