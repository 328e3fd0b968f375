import { clean, leak, type Scenario } from '../../src/subject/scenario.ts';

export default {
  id: 'leaky-cache',
  title: 'A cache that never evicts',
  teaches:
    'When keys never repeat, a cache without a bound keeps a kilobyte for every request it ever ' +
    'saw. The map owns its entries and can reach them all, so neither ownership rules nor the GC ' +
    'find anything to free. A bound cures it: evict the oldest entry (fifo) or, to keep the hot ' +
    'key, the one that was not read for longest (lru).',
  variants: {
    wasm: { leaky: leak('leaky-cache'), fifo: clean, lru: clean },
    ts: { leaky: leak('leaky-cache'), fifo: clean, lru: clean },
  },
} satisfies Scenario;
