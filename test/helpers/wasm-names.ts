import { readFileSync } from 'node:fs';
import { ByteReader } from '../../src/wasm/byte-reader.ts';

const FUNCTIONS = 1;

/** The functions' names in a module's name section. */
export function functionNames(file: string): string[] {
  const module = new ByteReader(readFileSync(file), 8);
  const names: string[] = [];
  for (const { id, content } of parts(module)) {
    if (id !== 0 || content.text() !== 'name') continue;
    for (const { id: kind, content: map } of parts(content)) {
      if (kind !== FUNCTIONS) continue;
      for (let left = map.count(); left > 0; left--) {
        map.u32();
        names.push(map.text());
      }
    }
  }
  return names;
}

function* parts(reader: ByteReader): Generator<{ id: number; content: ByteReader }> {
  while (!reader.done) {
    const id = reader.u8();
    const size = reader.u32();
    yield { id, content: new ByteReader(reader.bytes, reader.at, reader.at + size) };
    reader.skip(size);
  }
}
