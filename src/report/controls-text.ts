import * as format from './format.ts';
import type { Report } from './result.ts';

/** What the controls of a run showed, in one sentence. */
export function controlsText(controls: Report['controls']): string {
  if (controls === null) return 'not run';
  const { planted, empty, smallestDetectableBytesPerOperation: smallest } = controls;
  const found = planted.found
    ? `planted leak found (${planted.bytesPerOperation === null ? '?' : format.rate(planted.bytesPerOperation)})`
    : 'PLANTED LEAK NOT FOUND';
  const clean = empty.clean ? 'empty subject clean' : 'EMPTY SUBJECT NOT CLEAN';
  const bound =
    smallest === null ? '' : `; smallest leak an empty run shows: ${format.bound(smallest)} B/op`;
  return `${found}, ${clean}${bound}`;
}
