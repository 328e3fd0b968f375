import { expect, it } from 'vitest';
import { nearest } from '../../src/cli/nearest.ts';

const known = ['run', 'list', 'report', '--threads', 'growing-vec'];

it.each([
  { typed: 'lst', hint: ' Did you mean list?' },
  { typed: 'REPORT', hint: ' Did you mean report?' },
  { typed: '--thread', hint: ' Did you mean --threads?' },
  { typed: 'growingvec', hint: ' Did you mean growing-vec?' },
  { typed: 'grow-vector', hint: '' },
  { typed: 'completely-else', hint: '' },
])('"$typed" is answered with "$hint"', ({ typed, hint }) => {
  expect(nearest(typed, known)).toBe(hint);
});

it('nothing is known, and nothing is suggested', () => {
  expect(nearest('run', [])).toBe('');
});
