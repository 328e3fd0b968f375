/**
 * Breaks a text at spaces into lines of at most `columns`. The first line begins with `first`, all
 * others with `indent`.
 */
export function wrap(text: string, columns: number, indent = '', first = ''): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  const flush = (): void => {
    lines.push(line);
    line = indent;
    empty = true;
  };
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > columns) flush();
    line += empty ? word : ` ${word}`;
    empty = false;
    // A word that is longer than a line (a path) is broken, not cut: it must stay readable.
    while (line.length > columns && columns > indent.length) {
      const rest = line.slice(columns);
      line = line.slice(0, columns);
      flush();
      line += rest;
      empty = false;
    }
  }
  lines.push(line);
  return lines;
}
