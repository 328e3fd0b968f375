import { clean, leak, type Scenario } from '../../src/subject/scenario.ts';

export default {
  id: 'forget',
  title: 'A destructor that never runs',
  teaches:
    '`mem::forget` takes a value and skips its destructor; in TypeScript it is enough not to call ' +
    '`dispose`. Rust calls that safe, and the GC collects the wrapper but knows nothing of the ' +
    'block it stood for. Let the end of the scope do it: an ordinary drop in Rust, a `using` ' +
    'declaration in TypeScript.',
  variants: {
    wasm: { leaky: leak('forget'), fixed: clean },
    ts: { leaky: leak('forget'), fixed: clean },
  },
} satisfies Scenario;
