import { clean, leak, type Scenario } from '../../src/subject/scenario.ts';

export default {
  id: 'manual-alloc',
  title: 'Taken by hand, given back by nobody',
  teaches:
    'A block is taken straight from an allocator (`alloc` in Rust, a slab of ArrayBuffers in ' +
    'TypeScript) and its address is thrown away. No type owns it, so no destructor runs, and the ' +
    'GC sees whole buffers, never the blocks inside. By hand there is only one cure: whoever ' +
    'takes a block gives it back, with `dealloc` or `give`.',
  variants: {
    wasm: { leaky: leak('forget'), fixed: clean },
    ts: { leaky: leak('forget'), fixed: clean },
  },
} satisfies Scenario;
