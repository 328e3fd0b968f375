import type { TerminalOptions } from './terminal-options.ts';
import { wrap } from './wrap.ts';

/** A word of what is said, and what is said: one paragraph each string. */
export interface Row {
  readonly label: string;
  readonly texts: readonly string[];
}

/** Labels in a column of their own where there is room for one. */
export function renderRows(rows: readonly Row[], { columns, paint }: TerminalOptions): string[] {
  const filled = rows.filter(({ texts }) => texts.length > 0);
  const width = Math.max(0, ...filled.map(({ label }) => label.length)) + GAP;
  const beside = columns >= FEWEST_COLUMNS_FOR_LABELS;
  const indent = ' '.repeat(beside ? width : GAP);
  return filled.flatMap(({ label, texts }) =>
    texts.flatMap((text, i) => {
      const first = i > 0 ? indent : beside ? label.padEnd(width) : `${label}: `;
      const [line, ...rest] = wrap(text, columns, indent, first);
      return i > 0 ? [line!, ...rest] : [paint.dim(first) + line!.slice(first.length), ...rest];
    }),
  );
}

const GAP = 2;
const FEWEST_COLUMNS_FOR_LABELS = 60;
