const USAGE = `Measures leaklab's own speed, as ratios of what runs side by side.

Usage: npm run bench -- wasm|heap|load|watch [--check]

  --check        end with 1 where a target is missed
  --help         show this

heap, beside memlab and DevTools, which it installs into node_modules/.cache or LEAKLAB_BENCH_CACHE:
  --sizes <mb,…> of the snapshots that it generates (default 10,50,200,500)
  --rounds <n>   of which the best counts (default 3)
  --parts <…>    of parsing, leaks (found in three snapshots) and run (what a run pays) (default all)
  --no-peers     beside a bare loop over the digits alone

load, servers that are driven in turn, and what is found in them:
  --rounds <n>   of each server (default 20)

watch, a server that is watched beside one that is not, in time and (with Valgrind) in instructions:
  --layouts <n>  of memory, that instructions are counted with (default 3)
  --rounds <n>   of each of two servers (default 240)
  --requests <n> of a round (default 8000)
  --pairs <n>    of servers, one watched and one not (default 12)`;

/** Each loads what it measures, and no more. */
const BENCHES: Readonly<Record<string, (args: readonly string[]) => Promise<boolean>>> = {
  wasm: async () => (await import('./bench/wasm.ts')).benchWasm(),
  heap: async (args) => (await import('./bench/heap.ts')).benchHeap(args),
  load: async (args) => (await import('./bench/load.ts')).benchLoad(args),
  watch: async (args) => (await import('./bench/watch.ts')).benchWatch(args),
};

const [what = '', ...rest] = process.argv.slice(2);
const bench = Object.hasOwn(BENCHES, what) ? BENCHES[what] : undefined;
if (bench === undefined) {
  console.log(USAGE);
  process.exitCode = what === '--help' ? 0 : 2;
} else {
  const isMet = await bench(rest);
  process.exitCode = rest.includes('--check') && !isMet ? 1 : 0;
}
