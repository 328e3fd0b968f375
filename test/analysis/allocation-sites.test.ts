import { describe, expect, it } from 'vitest';
import { allocationSites } from '../../src/analysis/allocation-sites.ts';
import type { HeapGrowth } from '../../src/record/schema.ts';

const wasm = (name: string) => `at ${name} (wasm://wasm/0a1b2c3d:wasm-function[1]:0x28)`;
const script = (name: string, file: string, line = 1) => `at ${name} (${file}:${line}:5)`;

/** Growth of so many bytes, of which these were sampled. */
const growth = (bytes: number, ...sites: readonly { bytes: number; stack: string[] }[]) =>
  ({ bytes, sites }) as unknown as HeapGrowth;

describe('an allocation', () => {
  it("is of the first function that is the user's", () => {
    const [site] = allocationSites(
      growth(1000, {
        bytes: 100,
        stack: [
          wasm('__rust_alloc'),
          wasm('_ZN5alloc7raw_vec11finish_grow17h171cd5b151185aeeE'),
          wasm('<app::Row as alloc::string::ToString>::to_string'),
          wasm('<app::Row as core::clone::Clone>::clone'),
          wasm('app::run'),
          script('operation', '/app/leak.mjs', 7),
        ],
      }),
    );
    expect(site).toMatchObject({
      function: '<app::Row as core::clone::Clone>::clone',
      file: '/app/leak.mjs',
      line: 7,
      bytes: 1000,
      share: 1,
    });
    expect(site!.stack.map((frame) => frame.function)).toEqual([
      '<app::Row as core::clone::Clone>::clone',
      'app::run',
      'operation',
    ]);
  });

  it('that only a library makes is of the call that led into it', () => {
    const [site] = allocationSites(
      growth(8, {
        bytes: 8,
        stack: [
          wasm('__wbindgen_malloc'),
          script('passString', '/app/node_modules/p/p.js', 3),
          script('operation', '/app/leak.mjs', 7),
        ],
      }),
    );
    expect(site).toMatchObject({ function: 'passString', file: '/app/leak.mjs', line: 7 });
  });

  it('counts with others at its place, the most bytes first', () => {
    const at = (name: string) => [wasm('malloc'), wasm(name), script('operation', '/app/a.mjs')];
    const sites = allocationSites(
      growth(
        600,
        { bytes: 10, stack: at('few') },
        { bytes: 30, stack: at('_Z4manyi') },
        { bytes: 20, stack: at('many(int)') },
      ),
    );
    expect(sites.map((site) => [site.function, site.bytes])).toEqual([
      ['many', 500],
      ['few', 100],
    ]);
  });
});
