const USAGE = `Measures leaklab's own speed, as ratios of what runs side by side.

Usage: npm run bench -- wasm|heap [--check]

  --check        end with 1 where a target is missed
  --help         show this

heap, beside memlab and DevTools, which it installs into node_modules/.cache or LEAKLAB_BENCH_CACHE:
  --sizes <mb,…> of the snapshots that it generates (default 10,50,200,500)
  --rounds <n>   of which the best counts (default 3)
  --parts <…>    of parsing, leaks (found in three snapshots) and run (what a run pays) (default all)
  --no-peers     beside a bare loop over the digits alone`;

const [what, ...rest] = process.argv.slice(2);
if (what !== 'wasm' && what !== 'heap') {
  console.log(USAGE);
  process.exitCode = what === '--help' ? 0 : 2;
} else {
  // Each loads what it measures, and no more.
  const met =
    what === 'wasm'
      ? await (await import('./bench/wasm.ts')).benchWasm()
      : await (await import('./bench/heap.ts')).benchHeap(rest);
  process.exitCode = rest.includes('--check') && !met ? 1 : 0;
}
