import { clean, leak, type Scenario } from '../../src/subject/scenario.ts';

export default {
  id: 'box-leak',
  title: 'Statics made at run time',
  teaches:
    "`Box::leak` makes a `'static` reference of a box, and a registry at module level does the " +
    'same to an object: a promise to keep it for ever, here made at each operation. Compiler and ' +
    'GC keep their word. The cure is to promise once, or to take it back: `Box::from_raw` in ' +
    'Rust, a `delete` from the registry in TypeScript.',
  variants: {
    wasm: { leaky: leak('forget'), reclaimed: clean, once: clean },
    ts: { leaky: leak('leaky-cache'), reclaimed: clean, once: clean },
  },
} satisfies Scenario;
