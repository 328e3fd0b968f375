import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examineHeap } from '../../src/heap/examined-heap.ts';
import { icicle } from '../../src/heap/icicle.ts';
import { flamegraphSvg } from '../../src/report/heap-flamegraph.ts';
import { chromiumMissing, launchChromium } from '../helpers/chromium.ts';
import { randomNumbers } from '../helpers/random-heap.ts';
import type { TinyObject } from '../helpers/tiny-heap.ts';
import { tinyHeap } from '../helpers/tiny-heap.ts';

const missing = chromiumMissing();

/** A tree of 300 objects with names of any length. */
function tree(seed: number): Record<string, TinyObject> {
  const random = randomNumbers(seed);
  const children = Array.from({ length: 300 }, (): number[] => []);
  for (let i = 1; i < 300; i++) children[Math.floor(random() ** 2 * i)]!.push(i);
  return Object.fromEntries(
    children.map((below, i) => [
      `n${i}`,
      {
        name: `${'Wide Name '.repeat(1 + Math.floor(random() * 6))}ß→🦀`,
        bytes: Math.floor(random() * 1000),
        edges: below.map((child) => `x → n${child}`),
      },
    ]),
  );
}

const READ = `(() => [...document.querySelectorAll('g')].map((group) => {
  const label = group.querySelector('text');
  const bar = group.querySelector('rect').getBoundingClientRect();
  const box = label && label.getBoundingClientRect();
  return { label: label && label.textContent, bar: [bar.left, bar.right], text: box && [box.left, box.right] };
}))()`;

interface Bar {
  readonly label: string | null;
  readonly bar: readonly [number, number];
  readonly text: readonly [number, number] | null;
}

describe.skipIf(missing)('a flame graph in a browser', () => {
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1240, height: 900 } });
  });
  afterAll(() => browser?.close());

  it.each([1, 2, 3])('has no label that leaves its bar (tree %d)', async (seed) => {
    const heap = examineHeap(tinyHeap(tree(seed)));
    const svg = flamegraphSvg(icicle(heap, { leastShare: 1 / 600, depth: 40 }), { name: 'x' });
    await page.goto(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
    await page.evaluate('document.fonts.ready.then(() => {})');
    const bars = await page.evaluate<Bar[]>(READ);
    const labelled = bars.filter(({ text }) => text !== null);
    expect(labelled.length).toBeGreaterThan(10);
    for (const { label, bar, text } of labelled) {
      expect(text![0], label!).toBeGreaterThanOrEqual(bar[0]);
      expect(text![1], label!).toBeLessThanOrEqual(bar[1]);
    }
  });
});
