import type { Listening } from '../agent/server-protocol.ts';

/** Where a server that listens is reached: "http://127.0.0.1:8080/items". */
export function urlOf({ address, port, secure }: Listening, path: string): string {
  const host = ANY.includes(address)
    ? '127.0.0.1'
    : address.includes(':')
      ? `[${address}]`
      : address;
  return `${secure ? 'https' : 'http'}://${host}:${port}${path.startsWith('/') ? '' : '/'}${path}`;
}

/** Of all addresses of the machine; the second takes those of the first, too. */
const ANY = ['0.0.0.0', '::'];
