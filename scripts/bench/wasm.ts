import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { median } from '../../src/analysis/median-interval.ts';
import { wasmEvidence } from '../../src/analysis/wasm-evidence.ts';
import { takeCensus } from '../../src/heap/census.ts';
import { createMarker } from '../../src/heap/marker.ts';
import { packageRoot } from '../../src/package-root.ts';
import type { WasmHeap } from '../../src/record/schema.ts';
import { createHeapRecording } from '../../src/subject/heap-recording.ts';
import { watchLinearMemories } from '../../src/subject/watch-linear-memories.ts';
import { findAllocator } from '../../src/wasm/find-allocator.ts';
import { createHeapWalker } from '../../src/wasm/heap-walk.ts';
import { readModule } from '../../src/wasm/read-module.ts';
import { rewriteModule } from '../../src/wasm/rewrite-module.ts';
import { wasmFile } from '../../test/wasm-corpus/programs.ts';
import { inTurn, timed } from './timing.ts';

const require = createRequire(import.meta.url);
const ownModule = (file: string): WebAssembly.Module =>
  new WebAssembly.Module(readFileSync(join(packageRoot(), 'src', file)));

/** Prints each figure with its target; whether all are met. */
export async function benchWasm(): Promise<boolean> {
  const rows = [
    ...rewriting(),
    ...largeHeaps(),
    ...overheads(),
    ...ledgerOverhead(),
    ...(await packageOverhead()),
  ];
  for (const { what, figure, unit, most } of rows) {
    const met = figure <= most ? '' : '  missed';
    console.log(
      `${what.padEnd(64)} ${figure.toFixed(2).padStart(9)} ${unit.padEnd(6)} ≤ ${most}${met}`,
    );
  }
  return rows.every(({ figure, most }) => figure <= most);
}

interface Row {
  readonly what: string;
  readonly figure: number;
  readonly unit: string;
  readonly most: number;
}

const PACKAGED = [
  'sql.js/dist/sql-wasm.wasm',
  'tiktoken/lite/tiktoken_bg.wasm',
  'vscode-oniguruma/release/onig.wasm',
  'web-tree-sitter/web-tree-sitter.wasm',
];

function rewriting(): Row[] {
  const rewrite = (bytes: Uint8Array): void => {
    const module = readModule(bytes);
    rewriteModule(module, findAllocator(module));
  };
  const warm = new Uint8Array(readFileSync(require.resolve(PACKAGED[0]!)));
  for (let i = 0; i < 5; i++) rewrite(warm);
  return PACKAGED.map((file) => {
    const bytes = new Uint8Array(readFileSync(require.resolve(file)));
    const ms = median(Array.from({ length: 15 }, () => timed(() => rewrite(bytes))));
    const mib = bytes.length / 2 ** 20;
    return {
      what: `rewrite ${file.split('/').at(-1)} (${mib.toFixed(2)} MiB), a MiB`,
      figure: ms / mib,
      unit: 'ms',
      most: 5,
    };
  });
}

/** A million blocks that are held, and a million that are lost. */
function largeHeaps(): Row[] {
  return [
    { name: 'vec_of_boxes', family: 'rust-vectors', operations: 1_000_000 },
    { name: 'list_dropped', family: 'rust-forgotten', operations: 250_000 },
  ].flatMap(({ name, family, operations }) => {
    const recording = createHeapRecording({ hasOutside: false });
    const file = wasmFile(family, 'stripped');
    const { bytes, facts } = recording.prepare(new Uint8Array(readFileSync(file)), name);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
    recording.addInstance(facts.recorded!, exports, []);
    const operation = exports[name] as (index: number) => void;
    for (let window = 0; window < 8; window++) {
      for (let i = 0; i < operations / 8; i++) operation(window * (operations / 8) + i);
      recording.heaps.endWindow();
    }
    const memory = exports.memory as WebAssembly.Memory;
    const walker = createHeapWalker(ownModule('wasm/walk.wasm'), memory, facts.anchors);
    const blocks = walker.read()!.liveBlocks;
    const mib = memory.buffer.byteLength / 2 ** 20;
    const walkMs = median(Array.from({ length: 9 }, () => timed(() => walker.read())));
    const [stallMs, copyMs] = inTurn(
      7,
      () => recording.heaps.copy(true),
      () => plainCopy(memory),
    );
    const marker = createMarker(ownModule('heap/mark.wasm'));
    const analysisMs = median(
      Array.from({ length: 5 }, () => {
        const [taken] = recording.heaps.copy(true);
        const before = process.cpuUsage();
        const copy = { ...taken!, memory: new Uint8Array(taken!.memory) };
        const recorded = { ...taken!, sequences: new Uint32Array(taken!.sequences) };
        const { census } = takeCensus(marker, copy, recorded, [])!;
        const growth = census.growth.map((group) => ({
          ...group,
          sites: group.sites.map((site) => ({ ...site, stack: taken!.stacks[site.stack]! })),
        }));
        wasmEvidence([{ ...entryOf(operations), ...census, growth } as unknown as WasmHeap]);
        const { user, system } = process.cpuUsage(before);
        return (user + system) / 1000;
      }),
    );
    const about = `${blocks.toLocaleString('en-US')} blocks in ${mib.toFixed(0)} MiB (${name})`;
    return [
      { what: `walk ${about}`, figure: walkMs, unit: 'ms', most: 20 },
      { what: `analyse them, CPU`, figure: analysisMs, unit: 'ms', most: 500 },
      {
        what: `the worker stands still, of a plain copy`,
        figure: stallMs / copyMs,
        unit: '×',
        most: 2,
      },
    ];
  });
}

const entryOf = (operations: number) => ({
  type: 'wasm-heap',
  operations,
  module: '',
  allocator: 'dlmalloc',
});

/** What a copy of memory and table takes at least. */
function plainCopy(memory: WebAssembly.Memory): void {
  const copy = new SharedArrayBuffer(memory.buffer.byteLength);
  new Uint8Array(copy).set(new Uint8Array(memory.buffer));
}

/** Of Rust that does little else than to allocate. */
function overheads(): Row[] {
  const programs = [
    ['rust-bounded', 'ring_buffer'],
    ['rust-bounded', 'insert_and_remove'],
    ['rust-bounded', 'string_builder'],
  ] as const;
  return programs.map(([family, name]) => {
    const bytes = new Uint8Array(readFileSync(wasmFile(family, 'stripped')));
    const plain = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
    const recording = createHeapRecording({ hasOutside: false });
    const prepared = recording.prepare(bytes, name);
    const rewritten = new WebAssembly.Instance(new WebAssembly.Module(prepared.bytes)).exports;
    recording.addInstance(prepared.facts.recorded!, rewritten, []);
    let index = 0;
    const repeat = (operation: (index: number) => void) => () => {
      for (let i = 0; i < 30_000; i++) operation(index++ % 100_000);
    };
    const [recorded, alone] = inTurn(
      15,
      repeat(rewritten[name] as (index: number) => void),
      repeat(plain[name] as (index: number) => void),
    );
    return {
      what: `recorded, of unrecorded: ${name}`,
      figure: recorded / alone,
      unit: '×',
      most: 1.8,
    };
  });
}

/** Between two raw samples, 5 ms of operations, the heap is walked once where it is small. */
function ledgerOverhead(): Row[] {
  const bytes = new Uint8Array(readFileSync(wasmFile('rust-bounded', 'stripped')));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const operation = exports.fifo_of_300 as (index: number) => void;
  const walker = createHeapWalker(
    ownModule('wasm/walk.wasm'),
    exports.memory as WebAssembly.Memory,
    [],
  );
  let index = 0;
  const operations = (ms: number): void => {
    const end = performance.now() + ms;
    while (performance.now() < end) for (let i = 0; i < 100; i++) operation(index++);
  };
  operations(50);
  walker.read();
  const walkMs = median(Array.from({ length: 200 }, () => timed(() => walker.read())));
  return [
    {
      what: 'the plain ledger, of none',
      figure: 1 + walkMs / RAW_INTERVAL_MS,
      unit: '×',
      most: 1.02,
    },
  ];
}

/** As the worker's runner has it. */
const RAW_INTERVAL_MS = 5;

/** A real package, once as it is and once recorded. */
async function packageOverhead(): Promise<Row[]> {
  const plain = await loadScanner();
  watchLinearMemories(WebAssembly, createHeapRecording({ hasOutside: true }));
  const recorded = await loadScanner();
  const [with_, without] = inTurn(25, recorded, plain);
  return [
    {
      what: 'recorded, of unrecorded: vscode-oniguruma',
      figure: with_ / without,
      unit: '×',
      most: 1.2,
    },
  ];
}

async function loadScanner(): Promise<() => void> {
  const path = require.resolve('vscode-oniguruma');
  delete require.cache[path];
  const { loadWASM, createOnigScanner, createOnigString } = require(path);
  await loadWASM(readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm')));
  const scanner = createOnigScanner(['\\bfunction\\b', '[a-z]+\\d', '(a|b)+c']);
  const text = 'some text of a function with abababac and more words '.repeat(20);
  return () => {
    for (let i = 0; i < 200; i++) {
      const string = createOnigString(text + i);
      scanner.findNextMatchSync(string, 40);
      string.dispose();
    }
  };
}
