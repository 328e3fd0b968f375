import { judge } from '../analysis/verdict.ts';
import { controlsOf } from '../record/controls-of.ts';
import { readRecording } from '../record/reader.ts';
import type { Finding } from '../report/result-of.ts';

/** A recording, judged again; what is odd about the file is told on stderr. */
export function findingAt(path: string): Finding {
  const { header, entries, remarks } = readRecording(path);
  for (const remark of remarks) process.stderr.write(`leaklab: ${path}: ${remark}\n`);
  const { settings } = header;
  const controls = controlsOf(header, entries);
  return { header, entries, path, judgement: judge({ settings, controls, entries }) };
}
