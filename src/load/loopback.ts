import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { LeaklabError } from '../errors.ts';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

const isLoopback = (address: string): boolean =>
  LOOPBACK.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** Of a host as a URL has it, without asking anybody: of other names it is not known. */
export function isLoopbackHost(hostname: string): boolean {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  if (isIP(host) !== 0) return isLoopback(host);
  return host === 'localhost' || host.endsWith('.localhost');
}

/** Whether a host, as a URL has it, is this machine whoever asks; of a name, all its addresses count. */
export async function isOfThisMachine(hostname: string): Promise<boolean> {
  if (isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0) return isLoopbackHost(hostname);
  try {
    const addresses = await lookup(hostname, { all: true });
    return addresses.every(({ address }) => isLoopback(address));
  } catch {
    // Few systems know names below localhost, and no other name leads anywhere then.
    return isLoopbackHost(hostname);
  }
}

/** Load on the machine of somebody else is an attack. */
export async function refuseForeign(url: URL, isOwned: boolean): Promise<void> {
  if (isOwned || (await isOfThisMachine(url.hostname))) return;
  throw new LeaklabError(
    'usage',
    `${url.origin} is not this machine's loopback address: as many requests as it answers would be sent there. Name it as 127.0.0.1 or localhost; where it is yours, and meant, add --i-own-this-host.`,
  );
}
