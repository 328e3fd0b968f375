// Encodes a text as UTF-8 and decodes it again.
const encoder = new TextEncoder();
const decoder = new TextDecoder();

export default function operation(index) {
  return decoder.decode(encoder.encode(`größer als ${index} €`)).length;
}
