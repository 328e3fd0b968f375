import { textWidth } from './font.ts';

/**
 * Moves labels on a line apart, each as little as possible: `wanted` are the middles that they
 * would like to have; no two overlap afterwards and all lie between `min` and `max`, as long as
 * there is room. Labels that touch form a block, which goes where its members want it on average
 * (pool adjacent violators: the least sum of squared moves).
 */
export function spreadLabels(
  wanted: readonly number[],
  heights: readonly number[],
  min: number,
  max: number,
): number[] {
  interface Block {
    readonly members: number[];
    height: number;
    /** Sum over the members of where the block's top would be if each were alone. */
    tops: number;
  }
  const top = ({ tops, members, height }: Block) =>
    Math.max(min, Math.min(max - height, tops / members.length));

  const blocks: Block[] = [];
  const order = wanted.map((_, index) => index).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
  for (const index of order) {
    const height = heights[index]!;
    let block: Block = { members: [index], height, tops: wanted[index]! - height / 2 };
    for (let above = blocks.at(-1); above; above = blocks.at(-1)) {
      if (top(above) + above.height <= top(block)) break;
      blocks.pop();
      block = {
        members: [...above.members, ...block.members],
        height: above.height + block.height,
        tops: above.tops + block.tops - above.height * block.members.length,
      };
    }
    blocks.push(block);
  }

  const middles = new Array<number>(wanted.length);
  for (const block of blocks) {
    let y = top(block);
    for (const index of block.members) {
      middles[index] = y + heights[index]! / 2;
      y += heights[index]!;
    }
  }
  return middles;
}

/** Breaks a text between words; what doesn't fit on the last line ends in "…". */
export function wrapText(text: string, width: number, size: number, maxLines: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && textWidth(longer, size) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  if (line) lines.push(line);
  const kept = lines.slice(0, maxLines);
  if (lines.length > maxLines) kept[maxLines - 1] = lines.slice(maxLines - 1).join(' ');
  return kept.map((one) => shortenText(one, width, size));
}

/** The text, or as much of its beginning as fits with "…". */
export function shortenText(
  text: string,
  width: number,
  size: number,
  weight: 'normal' | 'bold' = 'normal',
): string {
  if (textWidth(text, size, weight) <= width) return text;
  const characters = [...text];
  while (characters.length > 0) {
    characters.pop();
    const shorter = `${characters.join('').trimEnd()}…`;
    if (textWidth(shorter, size, weight) <= width) return shorter;
  }
  return '';
}
