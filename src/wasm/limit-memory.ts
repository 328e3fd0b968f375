/**
 * Caps the linear memory that a module defines: the same bytes with a maximum of at most
 * `maximumPages` in the memory section. What is not understood is left as it is, for the engine to
 * judge. Format: WebAssembly core specification, "Modules" (binary format, memory section).
 */
export function limitMemory(
  module: Uint8Array<ArrayBuffer>,
  maximumPages: number,
): { bytes: Uint8Array<ArrayBuffer>; maximumPages: number | null } {
  const section = findSection(module, MEMORY_SECTION);
  if (section === null) return { bytes: module, maximumPages: null };
  const reader = { bytes: module, at: section.start };
  const memories = readU32(reader);
  const flags = readU32(reader);
  // Several memories, shared ones (bit 1) and 64-bit ones (bit 2) keep their own limits.
  if (memories !== 1 || flags > 1) return { bytes: module, maximumPages: null };
  const minimum = readU32(reader);
  const declared = flags === 1 ? readU32(reader) : Number.POSITIVE_INFINITY;
  const maximum = Math.max(minimum, Math.min(declared, maximumPages));
  const content = [...encodeU32(1), 1, ...encodeU32(minimum), ...encodeU32(maximum)];
  const bytes = concatenate(
    module.subarray(0, section.header),
    Uint8Array.from([MEMORY_SECTION, ...encodeU32(content.length), ...content]),
    module.subarray(section.end),
  );
  return { bytes, maximumPages: maximum };
}

export const PAGE_BYTES = 65_536;

const MEMORY_SECTION = 5;
const PREAMBLE_BYTES = 8;

function findSection(
  bytes: Uint8Array,
  id: number,
): { header: number; start: number; end: number } | null {
  const reader = { bytes, at: PREAMBLE_BYTES };
  while (reader.at < bytes.length) {
    const header = reader.at;
    const found = bytes[reader.at++];
    const size = readU32(reader);
    const start = reader.at;
    const end = start + size;
    if (end > bytes.length) return null;
    if (found === id) return { header, start, end };
    reader.at = end;
  }
  return null;
}

/** Unsigned LEB128. Past the end it reads zeros: the engine refuses such a module anyway. */
function readU32(reader: { bytes: Uint8Array; at: number }): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = reader.bytes[reader.at++] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if ((byte & 0x80) === 0) break;
  }
  return value;
}

function encodeU32(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest > 0 ? low | 0x80 : low);
  } while (rest > 0);
  return bytes;
}

function concatenate(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
