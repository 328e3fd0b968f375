import { describe, expect, it } from 'vitest';
import { joinNodeOptions, launchOf } from '../../src/cli/launch-options.ts';

describe('how a cell is started', () => {
  it('has variables, whose values may hold anything, and the last of a name counts', () => {
    expect(launchOf(['A=1', 'B=x=y z', 'C=', 'A=2'], [])).toEqual({
      environment: { A: '2', B: 'x=y z', C: '' },
      nodeOptions: [],
    });
  });

  it('has flags of node, tried out', () => {
    const nodeOptions = ['--stack-size=900', '--expose-gc', '--require=node:fs'];
    expect(launchOf([], nodeOptions)).toEqual({ environment: {}, nodeOptions });
    const environment = { NODE_OPTIONS: '--max-old-space-size=100  --no-deprecation' };
    expect(launchOf([`NODE_OPTIONS=${environment.NODE_OPTIONS}`], []).environment).toEqual(
      environment,
    );
  });

  it.each([
    [['A'], [], 'expected a name and a value, as in --env MODE=test'],
    [['=x'], [], 'expected a name and a value'],
    [[], ['--inspect-brk'], 'it waits for a debugger'],
    [[], ['--inspect-brk=9229'], 'it waits for a debugger'],
    [[], ['--eval'], 'it runs other code'],
    [[], ['-p'], 'it runs other code'],
    [[], ['--test'], 'it runs other code'],
    [[], ['--watch'], 'it runs other code'],
    [[], ['--version'], 'it ends at once'],
    [[], ['--no-expose_gc'], 'memory can be measured at rest alone'],
    [[], ['--require ./x.js'], 'expected one flag with its value behind a "="'],
    [[], ['file.js'], 'expected one flag'],
    [[], ['--'], 'expected one flag'],
    [['NODE_OPTIONS=--inspect-brk'], [], "NODE_OPTIONS --inspect-brk can't be used"],
    [[], ['--no-such-flag'], /^Node v[\d.]+ does not start with --no-such-flag: .*bad option/],
    [['NODE_OPTIONS=--v8-pool'], [], /not allowed in NODE_OPTIONS/],
    [
      [],
      ['--require=./no-such-file.cjs'],
      /^Node v[\d.]+ does not start with --require=.*: Error: Cannot find module '.*no-such-file/,
    ],
  ] as const)('is refused: %j %j', (env, nodeOptions, message) => {
    expect(() => launchOf(env, nodeOptions)).toThrow(message);
  });
});

it('a flag may stand behind --node-option as it is', () => {
  expect(
    joinNodeOptions([
      'a.mjs',
      '--node-option',
      '--x=1',
      '--json',
      '--node-option=--y',
      '--node-option',
    ]),
  ).toEqual(['a.mjs', '--node-option=--x=1', '--json', '--node-option=--y', '--node-option']);
  expect(joinNodeOptions(['--node-option', 'x', '-t', '2'])).toEqual([
    '--node-option',
    'x',
    '-t',
    '2',
  ]);
});
