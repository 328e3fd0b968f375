import { ByteReader } from './byte-reader.ts';

export interface Section {
  readonly id: number;
  /** Of the id, of the content, and of what follows. */
  readonly header: number;
  readonly start: number;
  readonly end: number;
  /** Of a custom section. */
  readonly name: string | null;
}

export const SECTION = {
  custom: 0,
  type: 1,
  import: 2,
  function: 3,
  table: 4,
  memory: 5,
  global: 6,
  export: 7,
  start: 8,
  element: 9,
  code: 10,
  data: 11,
  dataCount: 12,
  tag: 13,
} as const;

/** Where a module's sections are; what is in them is not looked at. */
export function readSections(bytes: Uint8Array): Section[] {
  const reader = new ByteReader(bytes);
  const magic = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  for (const byte of magic) {
    if (reader.done || bytes[reader.at] !== byte) reader.fail('expected the preamble of a module');
    reader.at++;
  }
  const sections: Section[] = [];
  while (!reader.done) {
    const header = reader.at;
    const id = reader.u8();
    const size = reader.u32();
    const start = reader.at;
    reader.skip(size);
    const name = id === SECTION.custom ? new ByteReader(bytes, start, reader.at).text() : null;
    sections.push({ id, header, start, end: reader.at, name });
  }
  return sections;
}
