import { textWidth } from '../../src/report/font.ts';

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Of this element alone. */
  readonly text: string;
}

/** A strict little XML parser: throws at whatever isn't well-formed in what our pictures use. */
export function parseXml(xml: string): XmlElement {
  let at = 0;
  const fail = (what: string): never => {
    throw new Error(`${what} at "${xml.slice(at, at + 60)}"`);
  };
  const match = (pattern: RegExp): RegExpExecArray | null => {
    const sticky = new RegExp(pattern.source, 'uy');
    sticky.lastIndex = at;
    const found = sticky.exec(xml);
    if (found) at += found[0].length;
    return found;
  };

  const element = (): XmlElement => {
    const name = match(/<([a-zA-Z][\w:-]*)/)?.[1] ?? fail('no element');
    const attributes: Record<string, string> = {};
    for (let one = match(/\s+([\w:-]+)="([^"<]*)"/); one; one = match(/\s+([\w:-]+)="([^"<]*)"/)) {
      if (one[1]! in attributes) fail(`${one[1]} twice`);
      attributes[one[1]!] = unescapeXml(one[2]!);
    }
    if (match(/\s*\/>/)) return { name, attributes, children: [], text: '' };
    if (!match(/\s*>/)) fail(`<${name}> is not closed`);
    const children: XmlElement[] = [];
    let text = '';
    while (!match(/<\/([\w:-]+)>/)) {
      const characters = match(/[^<]+/);
      if (characters) text += unescapeXml(characters[0]);
      else children.push(element());
    }
    if (!xml.slice(0, at).endsWith(`</${name}>`)) fail(`<${name}> is closed by another`);
    return { name, attributes, children, text };
  };

  const root = element();
  if (xml.slice(at).trim() !== '') fail('something after the root');
  return root;
}

function unescapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text)) throw new Error('control character');
  const names: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  return text.replace(
    /&([^;\s]*;?)/g,
    (_, entity: string) =>
      names[entity.slice(0, -1)] ??
      (() => {
        throw new Error(`unknown entity &${entity}`);
      })(),
  );
}

export function descendants(root: XmlElement): XmlElement[] {
  return [root, ...root.children.flatMap(descendants)];
}

export interface TextBox {
  readonly content: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly size: number;
}

/** Where each text lies, from its attributes and the widths in the shipped font. */
export function textBoxes(svg: string): TextBox[] {
  return descendants(parseXml(svg))
    .filter(({ name }) => name === 'text')
    .map(({ attributes, text }) => {
      const style = attributes.style ?? '';
      const size = Number(attributes['font-size'] ?? /font-size:([\d.]+)px/.exec(style)?.[1]);
      const [, dx = 0, dy = 0] = /translate\(([\d.-]+) ([\d.-]+)\)/
        .exec(attributes.transform ?? '')
        ?.map(Number) ?? [0];
      const x = Number(attributes.x ?? 0) + dx;
      const y = Number(attributes.y ?? 0) + dy;
      const width = textWidth(text, size, attributes['font-weight'] === 'bold' ? 'bold' : 'normal');
      const anchor = attributes['text-anchor'];
      const left = anchor === 'end' ? x - width : anchor === 'middle' ? x - width / 2 : x;
      // Digits and capitals reach 0.73 em above the baseline, descenders 0.2 below.
      const central = attributes['dominant-baseline'] === 'central';
      const top = central ? y - size * 0.45 : y - size * 0.73;
      const bottom = central ? y + size * 0.45 : y + size * 0.2;
      return { content: text, left, right: left + width, top, bottom, size };
    });
}

/** Pairs of texts that lie on one another, as readable messages. */
export function overlaps(boxes: readonly TextBox[]): string[] {
  return boxes.flatMap((a, index) =>
    boxes
      .slice(index + 1)
      .filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
      .map((b) => `"${a.content}" lies on "${b.content}"`),
  );
}

export function outside(
  boxes: readonly TextBox[],
  { width, height }: { readonly width: number; readonly height: number },
): string[] {
  return boxes
    .filter(
      ({ left, right, top, bottom }) => left < 0 || top < 0 || right > width || bottom > height,
    )
    .map(({ content }) => `"${content}" leaves the picture`);
}
