import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DARK, LIGHT } from '../../src/report/chart-palette.ts';
import { heapPage } from '../../src/report/heap-page.ts';
import { chromiumMissing, launchChromium } from '../helpers/chromium.ts';
import { HEAP_REPORTS, HOSTILE } from '../helpers/heap-report.ts';

const missing = chromiumMissing();

// Scripts for the page are strings: the project is compiled without the types of a browser.
const COLUMN = (table: number, column: number): string =>
  `[...document.querySelectorAll('table')[${table}].tBodies[0].rows].map((row) => row.cells[${column}].textContent)`;

describe.skipIf(missing)('the page of a heap', () => {
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => problems.push(message.text()));
    page.on('request', (request) => {
      if (!request.url().startsWith('data:')) problems.push(request.url());
    });
  });
  afterAll(() => browser?.close());

  const show = (report = HEAP_REPORTS.summary) => {
    problems.length = 0;
    const encoded = Buffer.from(heapPage(report)).toString('base64');
    return page.goto(`data:text/html;base64,${encoded}`);
  };

  it.each(Object.entries(HEAP_REPORTS))(
    'of the %s loads nothing, reports no error and runs no script of the heap',
    async (_, report) => {
      await show(report);
      expect(problems).toEqual([]);
      expect(await page.title()).toContain('.heapsnapshot');
      expect(await page.evaluate('document.querySelectorAll("main img, main script").length')).toBe(
        0,
      );
    },
  );

  it('shows hostile texts as they are, what is hidden in them escaped', async () => {
    await show();
    const text = await page.evaluate<string>('document.body.textContent');
    expect(text).toContain(HOSTILE.split('\u001b', 1)[0]);
    expect(text).toContain('\\u001b[31m\\n\\u202e');
  });

  it('sorts a table by the column that is clicked, and says so', async () => {
    await show();
    const bytes = async () => page.evaluate<string[]>(COLUMN(0, 2));
    const retained = await bytes();
    await page.getByRole('button', { name: 'Shallow' }).first().click();
    const down = await bytes();
    const arrows = await page.evaluate<string[]>(
      `['::before', '::after'].map((part) => getComputedStyle(document.querySelectorAll('th button')[2], part).content)`,
    );
    expect(arrows).toEqual(['"▼"', 'none']);
    await page.getByRole('button', { name: 'Shallow' }).first().click();
    expect(await bytes()).toEqual([...down].reverse());
    expect([...down].sort()).toEqual([...retained].sort());
    expect(down).not.toEqual(retained);
    expect(
      await page.evaluate('document.querySelectorAll("th")[2].getAttribute("aria-sort")'),
    ).toBe('ascending');
  });

  it('hides what the search does not find', async () => {
    await show();
    await page.getByLabel('Search').fill('MAP');
    const shown = await page.evaluate<string[]>(
      `[...document.querySelectorAll('tbody tr')].filter((row) => row.offsetParent).map((row) => row.textContent)`,
    );
    expect(shown.length).toBeGreaterThan(0);
    for (const row of shown) expect(row.toLowerCase()).toContain('map');
    expect(await page.locator('#found').textContent()).toBe(
      `${shown.length} row${shown.length === 1 ? '' : 's'}`,
    );
  });

  it.each([
    ['light', LIGHT],
    ['dark', DARK],
  ] as const)('follows a reader who prefers %s', async (colorScheme, palette) => {
    await page.emulateMedia({ colorScheme });
    await show();
    const channels = [1, 3, 5].map((at) =>
      Number.parseInt(palette.background.slice(at, at + 2), 16),
    );
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
      `rgb(${channels.join(', ')})`,
    );
  });

  it('is as wide as a narrow window, too', async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    await show();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
    await page.setViewportSize({ width: 1200, height: 900 });
  });
});
