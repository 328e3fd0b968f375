import { clean, leak, type Scenario } from '../../src/subject/scenario.ts';

export default {
  id: 'parent-child',
  title: 'Children that keep their parent alive',
  teaches:
    'A parent owns its children and every child owns its parent, so the family outlives everyone ' +
    'who knew it. The compiler checks that each handle is valid, not that the counts can fall to ' +
    'zero, and the GC must not free what is still counted. A child with a weak handle can still ' +
    'ask for its parent, but no longer keeps it.',
  variants: {
    wasm: { leaky: leak('cycle'), fixed: clean },
    ts: { leaky: leak('cycle'), fixed: clean },
  },
} satisfies Scenario;
