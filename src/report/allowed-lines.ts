import { oneLine } from './one-line.ts';
import type { Report } from './result.ts';
import type { TerminalOptions } from './terminal-options.ts';
import { wrap } from './wrap.ts';

/** How often each entry of the allow-list was used; those that never were are warned of. */
export function allowedLines(
  allowed: Report['allowed'],
  { columns, paint }: TerminalOptions,
): string[] {
  if (allowed === null) return [];
  const lines = allowed.flatMap(({ pattern, reason, used }) => {
    const entry = `leak:${oneLine(pattern)}`;
    return used > 0
      ? wrap(
          `${entry} excused ${used} ${used === 1 ? 'leak' : 'leaks'}: ${oneLine(reason)}`,
          columns,
          '    ',
          '  ',
        )
      : wrap(`${entry} excused none: remove it, or mend its pattern`, columns, '    ', '  ').map(
          paint.yellow,
        );
  });
  return ['allow-list:', ...lines];
}
