import type { Step } from './next-steps.ts';
import type { TerminalOptions } from './terminal-options.ts';
import { wrap } from './wrap.ts';

/** Commands stand far to the left: a path in them is long, and they are to be copied whole. */
export function renderSteps(steps: readonly Step[], { columns, paint }: TerminalOptions): string[] {
  if (steps.length === 0) return [];
  const lines = steps.flatMap(({ command, text }) =>
    command === null
      ? wrap(text, columns, '  ', '  ')
      : [
          ...commandLines(command, columns),
          ...wrap(text, columns, '      ', '      ').map(paint.dim),
        ],
  );
  return [paint.dim('next'), ...lines];
}

/**
 * A command is broken between words alone, so that a shell reads it as one; a path longer than a
 * line is left to the terminal: one that is broken can't be copied.
 */
function commandLines(command: string, columns: number): string[] {
  const lines: string[] = [];
  let line = ' ';
  for (const word of command.split(' ')) {
    if (line.trim() !== '' && line.length + 1 + word.length + CONTINUED.length > columns) {
      lines.push(line + CONTINUED);
      line = '   ';
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}

const CONTINUED = ' \\';
