import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isOwnFile, isOwnFrame } from '../src/own-files.ts';
import { packageRoot } from '../src/package-root.ts';

const RUNNER = join(packageRoot(), 'dist', 'src', 'agent', 'runner.js');

describe('a file', () => {
  it.each([
    { file: pathToFileURL(RUNNER).href, own: true },
    { file: RUNNER, own: true },
    { file: 'file:///a/node_modules/piscina/dist/worker.js', own: true },
    { file: 'C:\\a\\node_modules\\piscina\\dist\\worker.js', own: true },
    { file: 'file:///app/dist/src/cache.js', own: false },
    { file: '/app/dist/src/cache.cjs', own: false },
    { file: 'node:events', own: false },
  ])('is leaklab’s own: $file is $own', ({ file, own }) => {
    expect(isOwnFile(file)).toBe(own);
  });
});

describe('a frame', () => {
  it.each([
    { frame: `at run (${pathToFileURL(RUNNER).href}:9:3)`, own: true },
    { frame: `    at async ${RUNNER}:9:3`, own: true },
    { frame: 'at put (file:///app/dist/src/cache.js:9:3)', own: false },
    { frame: 'at async /app/dist/src/cache.cjs:9:3', own: false },
    { frame: 'at f (wasm://wasm/a.wasm-1:wasm-function[3]:0x1)', own: false },
    { frame: 'at <anonymous>', own: false },
  ])('is leaklab’s own: $frame is $own', ({ frame, own }) => {
    expect(isOwnFrame(frame)).toBe(own);
  });
});
