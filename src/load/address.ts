import type { Listening } from '../agent/server-protocol.ts';

/** Where a server that listens is reached: "http://127.0.0.1:8080". */
export function originOf({ address, port, secure }: Listening): string {
  const host = ANY.includes(address)
    ? '127.0.0.1'
    : address.includes(':')
      ? `[${address}]`
      : address;
  return `${secure ? 'https' : 'http'}://${host}:${port}`;
}

/** Of all addresses of the machine; the second takes those of the first, too. */
const ANY = ['0.0.0.0', '::'];
