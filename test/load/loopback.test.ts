import { networkInterfaces } from 'node:os';
import { describe, expect, it } from 'vitest';
import { isLoopbackHost, isOfThisMachine, refuseForeign } from '../../src/load/loopback.ts';

const own = Object.values(networkInterfaces())
  .flat()
  .find((one) => one !== undefined && !one.internal && one.family === 'IPv4')?.address;

describe('the host of a URL', () => {
  it.each([
    { url: 'http://localhost:3000', loopback: true },
    { url: 'http://127.0.0.1', loopback: true },
    { url: 'http://127.255.0.9:80', loopback: true },
    { url: 'http://[::1]:80', loopback: true },
    // Two more ways to write 127.0.0.1, as URLs understand them.
    { url: 'http://2130706433', loopback: true },
    { url: 'http://0x7f.1', loopback: true },
    { url: 'http://128.0.0.1', loopback: false },
    { url: 'http://0.0.0.0', loopback: false },
    { url: 'http://192.0.2.1', loopback: false },
    { url: 'http://[2001:db8::1]', loopback: false },
  ])('$url is loopback: $loopback', async ({ url, loopback }) => {
    expect(isLoopbackHost(new URL(url).hostname)).toBe(loopback);
    expect(await isOfThisMachine(new URL(url).hostname)).toBe(loopback);
  });

  it('that only looks like localhost is none', () => {
    for (const host of ['localhost.example.com', '127.0.0.1.example.com', 'notlocalhost']) {
      expect(isLoopbackHost(host)).toBe(false);
    }
  });

  it('that nobody knows is none', async () => {
    expect(await isOfThisMachine('no-such-host.invalid')).toBe(false);
  });

  it.skipIf(own === undefined)(
    'that is another address of this machine is refused, unless it is said to be meant',
    async () => {
      const url = new URL(`http://${own}:3000`);
      await expect(refuseForeign(url, false)).rejects.toThrow('add --i-own-this-host');
      await expect(refuseForeign(url, true)).resolves.toBeUndefined();
    },
  );
});
