import { describe, expect, it } from 'vitest';
import { appFolder, startProgram } from '../helpers/watched.ts';

/** What memwatch's users write. `out` prints what is looked at. */
const PROGRAM = `
  class LeakingClass { constructor(i) { this.i = i; this.more = {}; } }
  const stats = [];
  memwatch.on('stats', (info) => stats.push(info));
  const before = new memwatch.HeapDiff();
  globalThis.kept = Array.from({ length: 5000 }, (_, i) => new LeakingClass(i));
  const diff = before.end();
  const leaking = diff.change.details.find(({ what }) => what === 'LeakingClass');
  const told = stats.length;
  memwatch.gc();
  const timer = setInterval(() => {
    if (stats.length === told) return;
    clearInterval(timer);
    memwatch.removeAllListeners('stats');
    out({ leaking, freed: diff.change.freed_nodes, before: diff.before, after: diff.after,
      stats: stats.at(-1), told, gc: typeof globalThis.gc });
  }, 5);
`;
const ESM = `
  import memwatch, { HeapDiff, gc, on } from 'leaklab/watch';
  import { threadId, Worker } from 'node:worker_threads';
  if (HeapDiff !== memwatch.HeapDiff || gc !== memwatch.gc || typeof on !== 'function') throw 1;
  const out = (value) => console.log(JSON.stringify({ threadId, ...value }));
  ${PROGRAM}
  if (process.argv[2] === 'worker' && threadId === 0) new Worker(new URL(import.meta.url));
`;
const CJS = `
  const memwatch = require('leaklab/watch');
  const { threadId, Worker } = require('node:worker_threads');
  const out = (value) => console.log(JSON.stringify({ threadId, ...value }));
  ${PROGRAM}
  if (process.argv[2] === 'worker' && threadId === 0) new Worker(__filename);
`;

describe("memwatch's interface", () => {
  it.each([
    ['an ES module', 'main.mjs', ESM],
    ['CommonJS', 'main.cjs', CJS],
  ])(
    'works from %s, in the main thread and in a worker, without a warning',
    async (_, name, text) => {
      const program = startProgram(appFolder({ [name]: text }), [name, 'worker']);
      expect(await program.ended).toBe(0);
      expect(program.stderr()).toBe('');
      const seen = program
        .stdout()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(seen.map(({ threadId }) => threadId).sort()).toEqual([0, 1]);
      for (const { leaking, before, after, stats, told, gc } of seen) {
        expect(leaking['+']).toBeGreaterThanOrEqual(5000);
        expect(leaking['+']).toBeLessThan(5010);
        expect(leaking['-']).toBe(0);
        expect(leaking.size_bytes).toBeGreaterThanOrEqual(5000 * 24);
        expect(leaking.size).toMatch(/^[\d.]+ kb$/);
        expect(after.nodes).toBeGreaterThan(before.nodes + 10_000);
        expect(stats.num_full_gc).toBeGreaterThan(0);
        expect(stats.gcMarkSweepCompactTime).toBeGreaterThan(0);
        expect(stats.used_heap_size).toBeGreaterThan(1e6);
        expect(stats.max).toBeGreaterThanOrEqual(stats.min);
        // Snapshots collect, too, and are not told of.
        expect(told).toBe(0);
        expect(gc).toBe('undefined');
      }
    },
  );

  it('tells of a HeapDiff that is ended twice, and of options that it does not know', async () => {
    const folder = appFolder({
      'main.mjs': `
        import { HeapDiff, watch, stop } from 'leaklab/watch';
        const diff = new HeapDiff();
        diff.end();
        for (const wrong of [() => diff.end(), () => watch({ port: 'x' })]) {
          try { wrong(); } catch ({ message }) { console.log(message); }
        }
        stop();
        watch({ port: 0 });
        setTimeout(() => {}, 100);
      `,
    });
    const program = startProgram(folder, ['main.mjs']);
    expect(await program.ended).toBe(0);
    expect(program.stdout()).toContain('this HeapDiff was ended before');
    expect(program.stdout()).toContain('watch() can\'t use port "x": expected a port');
    expect(program.stderr()).toMatch(/^leaklab watch \(pid \d+\): metrics at http:\/\/127/);
  });

  it('leaves requests alone once it is stopped, and counts them when it watches again', async () => {
    const folder = appFolder({
      'main.mjs': `
        import { watch, stop } from 'leaklab/watch';
        import { hasSubscribers } from 'node:diagnostics_channel';
        const isCounting = () => console.log(hasSubscribers('http.server.response.finish'));
        isCounting();
        stop();
        isCounting();
        stop();
        watch();
        isCounting();
        watch();
        stop();
        isCounting();
      `,
    });
    const program = startProgram(folder, ['main.mjs']);
    expect(await program.ended).toBe(0);
    expect(program.stdout().split('\n').slice(0, 4)).toEqual(['true', 'false', 'true', 'false']);
  });
});
