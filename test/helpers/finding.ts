import { judge } from '../../src/analysis/verdict.ts';
import type { Entry, Header } from '../../src/record/schema.ts';
import type { Finding } from '../../src/report/result-of.ts';
import { header } from './recording.ts';

/** What the judge makes of a recording with these entries. */
export function finding(entries: readonly Entry[], over: Partial<Header> = {}): Finding {
  const head = header(over);
  const { settings, controls } = head;
  return {
    header: head,
    entries,
    judgement: judge({ settings, controls, entries }),
    path: 'x.ndjson',
  };
}
