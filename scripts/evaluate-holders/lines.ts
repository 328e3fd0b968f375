/** The numbers of the lines that have a text, from 1 on. */
export function linesOf(text: string, source: string): number[] {
  return source.split('\n').flatMap((line, i) => (line.includes(text) ? [i + 1] : []));
}
