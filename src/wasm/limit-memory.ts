import { ByteReader } from './byte-reader.ts';
import { concatenate } from './concatenate.ts';
import { encodeU32 } from './leb128.ts';
import type { Section } from './sections.ts';
import { readSections, SECTION } from './sections.ts';

/**
 * Caps the linear memory that a module defines: the same bytes with a maximum of at most
 * `maximumPages` in the memory section. What is not understood is left as it is, for the engine to
 * judge. Format: WebAssembly core specification, "Modules" (binary format, memory section).
 */
export function limitMemory(
  module: Uint8Array<ArrayBuffer>,
  maximumPages: number,
): { bytes: Uint8Array<ArrayBuffer>; maximumPages: number | null } {
  const own = ownMemory(module);
  if (own === null) return { bytes: module, maximumPages: null };
  const { section, minimum, declared } = own;
  const maximum = Math.max(minimum, Math.min(declared, maximumPages));
  const content = [...encodeU32(1), 1, ...encodeU32(minimum), ...encodeU32(maximum)];
  const bytes = concatenate([
    module.subarray(0, section.header),
    Uint8Array.from([SECTION.memory, ...encodeU32(content.length), ...content]),
    module.subarray(section.end),
  ]);
  return { bytes, maximumPages: maximum };
}

export const PAGE_BYTES = 65_536;

interface OwnMemory {
  readonly section: Section;
  readonly minimum: number;
  readonly declared: number;
}

function ownMemory(module: Uint8Array): OwnMemory | null {
  try {
    const section = readSections(module).find(({ id }) => id === SECTION.memory);
    if (section === undefined) return null;
    const reader = new ByteReader(module, section.start, section.end);
    const memories = reader.u32();
    const flags = reader.u32();
    // Several memories, shared ones (bit 1) and 64-bit ones (bit 2) keep their own limits.
    if (memories !== 1 || flags > 1) return null;
    const minimum = reader.u32();
    return { section, minimum, declared: flags === 1 ? reader.u32() : Number.POSITIVE_INFINITY };
  } catch {
    // The engine says what is wrong with it.
    return null;
  }
}
