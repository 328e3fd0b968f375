import { expect, it } from 'vitest';
import { cgroupOf } from '../../src/agent/cgroup.ts';

const MIB = 2 ** 20;
const MACHINE = 8 * 2 ** 30;

it('a control group binds with its limit, less what it uses', () => {
  expect(cgroupOf(512 * MIB, 400 * MIB, MACHINE)).toEqual({
    limitBytes: 512 * MIB,
    usedBytes: 112 * MIB,
  });
});

it.each([
  { name: 'none', constrained: 0 },
  { name: 'none that Node knows of', constrained: undefined },
  { name: 'as much as a word holds', constrained: 2 ** 64 },
  { name: 'as much as the machine has', constrained: MACHINE },
])('a limit of $name binds nothing', ({ constrained }) => {
  expect(cgroupOf(constrained, MACHINE / 2, MACHINE)).toBeNull();
});
