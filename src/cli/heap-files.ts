import { basename, dirname, join } from 'node:path';
import type { HeapAnswer } from '../harness/ask-heap.ts';
import { flamegraphSvg } from '../report/heap-flamegraph.ts';
import { heapPage } from '../report/heap-page.ts';
import type { HeapReport } from '../report/heap-result.ts';
import { writeNew } from './write-new.ts';

interface Place {
  /** Null for the folder of the snapshot. */
  readonly folder: string | null;
  readonly overwrite: boolean;
}

export function writePage(report: HeapReport, snapshot: string, place: Place): Promise<string> {
  return write(snapshot, '.html', heapPage(report), place);
}

export function writeFlamegraph(
  icicle: Extract<HeapAnswer, { kind: 'icicle' }>['icicle'],
  snapshot: string,
  place: Place,
): Promise<string> {
  const name = basename(snapshot);
  return write(snapshot, '.flamegraph.svg', flamegraphSvg(icicle, { name }), place);
}

function write(
  snapshot: string,
  ending: string,
  content: string,
  { folder, overwrite }: Place,
): Promise<string> {
  const stem = basename(snapshot).replace(/(\.heapsnapshot)?(\.gz)?$/, '');
  return writeNew(join(folder ?? dirname(snapshot), `${stem}${ending}`), content, overwrite);
}
