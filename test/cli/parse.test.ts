import { describe, expect, it } from 'vitest';
import { parse } from '../../src/cli/parse.ts';

const OPTIONS = {
  output: { type: 'string', short: 'o' },
  json: { type: 'boolean' },
  threads: { type: 'string', short: 't' },
} as const;
const read = (...args: string[]) => parse('run', args, OPTIONS);

describe('arguments', () => {
  it('are options and what remains', async () => {
    const { values, positionals } = await read(
      'cycle',
      '--json',
      '-o',
      'out',
      '--threads=2',
      'forget',
    );
    expect({ ...values }).toEqual({ json: true, output: 'out', threads: '2' });
    expect(positionals).toEqual(['cycle', 'forget']);
  });

  it('after two dashes are no options', async () => {
    expect((await read('--', '--json')).positionals).toEqual(['--json']);
  });

  it.each([
    {
      args: ['--jsn'],
      message:
        'There is no option --jsn. Did you mean --json? "leaklab run --help" lists the options.',
    },
    {
      args: ['--colour'],
      message: 'There is no option --colour. "leaklab run --help" lists the options.',
    },
    {
      args: ['-x'],
      message: /^There is no option -x\..*"leaklab run --help" lists the options\.$/,
    },
    { args: ['--output'], message: /^Option '-o, --output <value>' argument missing\.$/ },
    { args: ['--json=yes'], message: /^Option '--json' does not take an argument\.$/ },
    {
      args: ['--output', '--json'],
      message: /^Option '(-o, )?--output( <value>)?' argument is ambiguous\.$/,
    },
  ])('that are wrong are refused in one sentence: $args', async ({ args, message }) => {
    await expect(read(...args)).rejects.toMatchObject({
      code: 'usage',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    });
  });
});
