import { clean, leak, type Scenario } from '../../src/subject/scenario.ts';

export default {
  id: 'growing-vec',
  title: 'A list that only ever grows',
  teaches:
    'Each operation pushes one more item onto a list that nobody shortens. Every item can still ' +
    'be reached, so to the borrow checker and to the GC alike it is in use: neither can know that ' +
    'it will never be read again. A ring with a fixed number of places overwrites the oldest item ' +
    'instead.',
  variants: {
    wasm: { leaky: leak('growing-vec'), fixed: clean },
    ts: { leaky: leak('growing-vec'), fixed: clean },
  },
} satisfies Scenario;
