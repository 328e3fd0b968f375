import { expect, it } from 'vitest';
import { originOf } from '../../src/load/address.ts';

it.each([
  { address: '127.0.0.1', secure: false, url: 'http://127.0.0.1:80' },
  { address: '0.0.0.0', secure: false, url: 'http://127.0.0.1:80' },
  { address: '::', secure: true, url: 'https://127.0.0.1:80' },
  { address: '::1', secure: false, url: 'http://[::1]:80' },
])('a server that listens on $address is reached at $url', ({ address, secure, url }) => {
  expect(originOf({ type: 'listening', port: 80, address, secure, http: true })).toBe(url);
});
