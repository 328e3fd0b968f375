import type { Controls } from '../record/schema.ts';
import * as format from './format.ts';
import { oneLine } from './one-line.ts';

/** What the run's own planted leak and empty subject showed. */
export function explainControls(controls: Controls | null): string[] {
  if (controls === null) return ['No controls were run.'];
  const { planted, empty, noiseBytes, smallestDetectableBytesPerOperation: smallest } = controls;
  const found = planted.found
    ? `A planted leak was found${planted.bytesPerOperation === null ? '' : `, at ${format.rate(planted.bytesPerOperation)}`}.`
    : `The planted leak was not found (${oneLine(planted.reason ?? 'no reason is recorded')}).`;
  const clean = empty.clean
    ? 'A subject that does nothing was clean'
    : `A subject that does nothing was not clean (${oneLine(empty.reason ?? 'no reason is recorded')})`;
  const noise = `; its floors differed by ${format.bytes(noiseBytes)} at most from one to the next`;
  const bound =
    smallest === null ? '' : ` A leak of ${format.bound(smallest)} B/op would have shown in it.`;
  return [`Measured in the same run, with the same settings. ${found} ${clean}${noise}.${bound}`];
}
