import { createRequire } from 'node:module';

// It takes whoever has `fetch` for a browser, and would ask it for a path.
globalThis.fetch = undefined;
globalThis.self = globalThis;
const argon2 = createRequire(import.meta.url)('argon2-browser');

/** It has nothing to release. */
export const used = (index) =>
  argon2.hash({ pass: `password ${index}`, salt: 'some salt of ours', time: 1, mem: 64 });
