import { createReadStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { buildSync } from 'esbuild';

/** What DevTools' worker makes of a snapshot, by node. */
export interface DevToolsHeap {
  readonly retained: Float64Array;
  /** Its own bytes, after those of nodes with one owner were given to the owner. */
  readonly shallow: Float64Array;
  /** 1 of what a page owns; null where no page is recognized. */
  readonly isOfPage: Uint8Array | null;
}

/** `loader` is the bundle of DevTools' loader, beside which the packages are installed. */
export async function devToolsHeap(loader: string, snapshot: string): Promise<DevToolsHeap> {
  const [heap] = await openInDevTools(loader, [snapshot]);
  const { nodes, nodeFieldCount, nodeSelfSizeOffset, nodeCount } = heap;
  const pages = heap.userObjectsMapAndFlag();
  return {
    retained: Float64Array.from(heap.retainedSizes),
    shallow: Float64Array.from({ length: nodeCount }, (_, i) =>
      nodes.getValue(i * nodeFieldCount + nodeSelfSizeOffset),
    ),
    isOfPage:
      pages &&
      Uint8Array.from({ length: nodeCount }, (_, i) => (pages.map[i] & pages.flag ? 1 : 0)),
  };
}

/** Heaps as DevTools' worker has them when it has computed what it shows of each. */
export async function openInDevTools(loader: string, snapshots: readonly string[]) {
  const { HeapSnapshotLoader, SecondaryInitManager } = await import(
    pathToFileURL(bundleWorker(dirname(loader))).href
  );
  // Missing in Node 20.
  (Promise as { withResolvers?: unknown }).withResolvers ??= () => {
    let both: unknown[] = [];
    const promise = new Promise((...given) => {
      both = given;
    });
    return { promise, resolve: both[0], reject: both[1] };
  };
  // It lists each node that has weak retainers alone.
  console.warn = () => {};
  // biome-ignore lint/suspicious/noExplicitAny: a class of theirs, of which no types are published.
  const heaps: any[] = [];
  for (const snapshot of snapshots) {
    const { port1, port2 } = new MessageChannel();
    new SecondaryInitManager(portOf(port1));
    const reader = new HeapSnapshotLoader({ sendEvent: () => {} });
    const input = createReadStream(snapshot, { encoding: 'utf8', highWaterMark: 1 << 20 });
    for await (const chunk of input) {
      reader.write(chunk as string);
      await new Promise(setImmediate);
    }
    reader.close();
    heaps.push(await reader.buildSnapshot(portOf(port2)));
    port1.close();
  }
  return heaps;
}

type Port = InstanceType<typeof MessageChannel>['port1'];

/** Messages as a browser hands them on: with their `data`. */
function portOf(port: Port) {
  type Listener = (event: { data: unknown }) => void;
  const wrapped = new Map<Listener, (data: unknown) => void>();
  return {
    start: () => {},
    postMessage: (data: unknown, transfer: ArrayBuffer[] = []) => port.postMessage(data, transfer),
    addEventListener(_: 'message', listener: Listener) {
      wrapped.set(listener, (data) => listener({ data }));
      port.on('message', wrapped.get(listener)!);
    },
    removeEventListener(_: 'message', listener: Listener) {
      port.off('message', wrapped.get(listener)!);
    },
  };
}

function bundleWorker(folder: string): string {
  const worker = join(
    folder,
    'node_modules/chrome-devtools-frontend/front_end/entrypoints/heap_snapshot_worker',
  );
  const outfile = join(folder, 'devtools-worker.mjs');
  buildSync({
    stdin: {
      contents: `export { HeapSnapshotLoader } from ${JSON.stringify(join(worker, 'HeapSnapshotLoader.ts'))};
export { SecondaryInitManager } from ${JSON.stringify(join(worker, 'HeapSnapshot.ts'))};`,
      resolveDir: folder,
    },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'error',
  });
  return outfile;
}
