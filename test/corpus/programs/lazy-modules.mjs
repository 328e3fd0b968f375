// Loads a module of Node when it is first needed, one after the other.
const NAMES = ['zlib', 'http2', 'tls', 'readline', 'repl', 'inspector', 'dgram', 'vm', 'v8', 'dns'];

export default async function operation(index) {
  const nth = Math.floor(index / 400);
  if (index % 400 === 0 && nth < NAMES.length) await import(`node:${NAMES[nth]}`);
  return nth;
}
