import { expect, it } from 'vitest';
import { urlOf } from '../../src/load/address.ts';

it.each([
  { address: '127.0.0.1', secure: false, url: 'http://127.0.0.1:80/a?b' },
  { address: '0.0.0.0', secure: false, url: 'http://127.0.0.1:80/a?b' },
  { address: '::', secure: true, url: 'https://127.0.0.1:80/a?b' },
  { address: '::1', secure: false, url: 'http://[::1]:80/a?b' },
])('a server that listens on $address is reached at $url', ({ address, secure, url }) => {
  expect(urlOf({ type: 'listening', port: 80, address, secure }, '/a?b')).toBe(url);
});
