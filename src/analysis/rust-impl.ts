/** A method of `<self as trait<traitArguments>>` or, without a trait, of `<self>`. */
export interface RustImpl {
  readonly self: string;
  readonly trait: string | null;
  readonly traitArguments: readonly string[];
  readonly method: string;
}

/** Reads `<my::Type as core::ops::arith::Add<u32>>::add`; null for other names. */
export function implOf(name: string): RustImpl | null {
  if (!name.startsWith('<')) return null;
  let depth = 0;
  let as = -1;
  // Where the trait's name and its arguments end.
  const ends: number[] = [];
  for (let at = 0; at < name.length; at++) {
    const character = name.charAt(at);
    if ('<([{'.includes(character)) {
      depth++;
      if (as !== -1 && depth === 2 && ends.length === 0) ends.push(at);
    } else if (')]}'.includes(character) || (character === '>' && name.charAt(at - 1) !== '-')) {
      depth--;
      if (as !== -1 && depth === 1) ends.push(at);
      if (depth > 0) continue;
      const method = name.slice(at + '>::'.length);
      if (as === -1) return { self: name.slice(1, at), trait: null, traitArguments: [], method };
      return {
        self: name.slice(1, as),
        trait: name.slice(as + AS.length, ends[0] ?? at),
        traitArguments: partsOf(name, ends),
        method,
      };
    } else if (depth === 1 && as === -1 && name.startsWith(AS, at)) as = at;
    else if (depth === 2 && ends.length > 0 && character === ',') ends.push(at);
  }
  return null;
}

function partsOf(name: string, ends: readonly number[]): string[] {
  return ends.slice(1).map((end, part) => name.slice(ends[part]! + 1, end).trim());
}

const AS = ' as ';
