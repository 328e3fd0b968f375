import { describe, expect, it } from 'vitest';
import { PLAIN, paintFor, paintVerdict } from '../../src/report/paint.ts';

const TERMINAL = { isTTY: true };

describe('colour', () => {
  it.each([
    { name: 'on a terminal', stream: TERMINAL, environment: {}, coloured: true },
    {
      name: 'where NO_COLOR is empty',
      stream: TERMINAL,
      environment: { NO_COLOR: '' },
      coloured: true,
    },
    {
      name: 'where NO_COLOR is set',
      stream: TERMINAL,
      environment: { NO_COLOR: '1' },
      coloured: false,
    },
    {
      name: 'where NO_COLOR is 0',
      stream: TERMINAL,
      environment: { NO_COLOR: '0' },
      coloured: false,
    },
    {
      name: 'on a dumb terminal',
      stream: TERMINAL,
      environment: { TERM: 'dumb' },
      coloured: false,
    },
    { name: 'in a file', stream: {}, environment: {}, coloured: false },
    {
      name: 'in a pipe',
      stream: { isTTY: false },
      environment: { TERM: 'xterm' },
      coloured: false,
    },
  ])('$name: $coloured', ({ stream, environment, coloured }) => {
    expect(paintFor(stream, environment).red('x')).toBe(coloured ? '\u001b[31mx\u001b[39m' : 'x');
  });

  it('ends what it begins', () => {
    const paint = paintFor(TERMINAL, {});
    expect(paint.bold('x')).toBe('\u001b[1mx\u001b[22m');
    expect(paint.dim('x')).toBe('\u001b[2mx\u001b[22m');
    expect(paint.green('x')).toBe('\u001b[32mx\u001b[39m');
    expect(paint.yellow('x')).toBe('\u001b[33mx\u001b[39m');
  });

  it.each([
    { verdict: 'leak', colour: 'red' },
    { verdict: 'clean', colour: 'green' },
    { verdict: 'inconclusive', colour: 'yellow' },
    { verdict: 'failed', colour: 'yellow' },
  ] as const)('of $verdict is $colour', ({ verdict, colour }) => {
    const paint = paintFor(TERMINAL, {});
    expect(paintVerdict(paint, verdict, 'x')).toBe(paint[colour]('x'));
    expect(paintVerdict(PLAIN, verdict, 'x')).toBe('x');
  });
});
