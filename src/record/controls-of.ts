import type { Controls, Entry, Header } from './schema.ts';

/** What the controls of the recording's run showed; null where there were none. */
export function controlsOf(header: Header, entries: readonly Entry[]): Controls | null {
  const entry = entries.findLast((item) => item.type === 'controls');
  return entry?.controls ?? header.controls;
}
