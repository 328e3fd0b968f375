import { clean, leak, type Scenario } from '../../src/subject/scenario.ts';

export default {
  id: 'cycle',
  title: 'Two nodes that own each other',
  teaches:
    'Two counted nodes point at each other, so neither count reaches zero when the last handle ' +
    'from outside is gone. Safe Rust compiles this without a murmur; a tracing GC frees such a ' +
    'ring of plain objects, but not one of counted handles. A weak way back owns nothing: drop ' +
    'the two handles and both nodes go.',
  variants: {
    wasm: { leaky: leak('cycle'), fixed: clean },
    ts: { leaky: leak('cycle'), fixed: clean, collected: clean },
  },
} satisfies Scenario;
