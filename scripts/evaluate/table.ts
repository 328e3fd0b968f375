/** A table in Markdown; numbers stand on the right. */
export function table(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  left = 1,
): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    line(columns),
    line(columns.map((_, i) => (i < left ? '---' : '---:'))),
    ...rows.map(line),
  ].join('\n');
}
