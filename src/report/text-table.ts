import type { TerminalOptions } from './terminal-options.ts';

export interface TextColumn<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  readonly align?: 'left' | 'right';
}

/** A table whose first column takes what room there is; a longer text in it is cut. */
export function renderTextTable<Row>(
  rows: readonly Row[],
  columns: readonly TextColumn<Row>[],
  { columns: room, paint }: TerminalOptions,
): string[] {
  const cells = rows.map((row) => columns.map(({ text }) => text(row)));
  const widths = columns.map(({ title }, i) =>
    Math.max(title.length, ...cells.map((row) => row[i]!.length)),
  );
  const others = widths.slice(1).reduce((sum, width) => sum + width + GAP.length, 0);
  widths[0] = Math.max(FEWEST_COLUMNS, Math.min(widths[0]!, room - others));
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, i) => {
        const width = widths[i]!;
        const cut = text.length > width ? `${text.slice(0, width - 1)}…` : text;
        return columns[i]!.align === 'right' ? cut.padStart(width) : cut.padEnd(width);
      })
      .join(GAP)
      .trimEnd();
  return [paint.dim(line(columns.map(({ title }) => title))), ...cells.map(line)];
}

const GAP = '  ';
const FEWEST_COLUMNS = 12;
