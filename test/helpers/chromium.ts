import { existsSync } from 'node:fs';
import type { Browser } from 'playwright-core';

const EXECUTABLE = process.env.LEAKLAB_CHROMIUM ?? '/usr/bin/chromium';

/** Nothing but the page: no updates, no calls home. */
const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Why browser tests can't run here, or null. With LEAKLAB_REQUIRE_BROWSER=1 they run, and fail,
 * so that nobody takes a skipped test for a passed one.
 */
export function chromiumMissing(): string | null {
  if (existsSync(EXECUTABLE) || process.env.LEAKLAB_REQUIRE_BROWSER === '1') return null;
  return `no Chromium at ${EXECUTABLE}; name another with LEAKLAB_CHROMIUM`;
}

export async function launchChromium(): Promise<Browser> {
  // Takes seconds to load: only where it is used.
  const { chromium } = await import('playwright-core');
  return chromium.launch({ executablePath: EXECUTABLE, args: QUIET });
}
