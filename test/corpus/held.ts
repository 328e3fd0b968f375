import type { Mechanism } from '../../src/record/schema.ts';

/** What is true of a leak: what a person who knows the program would name. */
export interface HeldLabel {
  /** By structure; several where a person would take either, for a reason that stands beside. */
  readonly mechanism: readonly Mechanism[];
  /** Words that a right first path has, as whole words in any case; `a|b` is either. */
  readonly holder: readonly string[];
  /** Lines on which what grows is allocated: all that are right, the best first. */
  readonly allocatedAt: readonly SourceLine[];
}

/** A text that only one line of the file has; of the program itself, or of a file beside it. */
export type SourceLine = string | { readonly file: string; readonly text: string };

type Row = readonly [
  id: string,
  mechanism: Mechanism | readonly Mechanism[],
  holder: readonly string[],
  ...allocatedAt: SourceLine[],
];

const SET_TIMER = 'timer|timers|timeout|setTimeout|setInterval|interval|intervals|TimersList';

const rows: readonly Row[] = [
  ['array-of-objects', 'growing-vec', ['seen'], 'seen.push({ index })'],
  ['linked-list', 'leaky-cache', ['head'], 'head = { next: head, index }'],
  ['map-of-sessions', 'leaky-cache', ['sessions', 'Map'], 'sessions.set('],
  // The entry is larger than the number in it.
  ['set-of-numbers', 'leaky-cache', ['seen', 'Set'], 'seen.add(measured)', 'const measured ='],
  ['emitter-listeners', 'listeners', ['config', 'change'], 'config.on(', 'const request ='],
  ['intervals', 'timers', [SET_TIMER], 'setInterval(', 'const connection ='],
  ['pending-promises', 'pending', ['waiting'], 'waiting.push('],
  ['array-buffers-256', 'growing-vec', ['frames'], 'new ArrayBuffer(256)', 'frames.push('],
  ['sliced-strings', 'growing-vec', ['words'], 'page.latin1Slice()', 'words.push('],
  // The table is V8's own, and appears in no snapshot as a Map.
  [
    'symbol-for',
    ['leaky-cache', 'unknown'],
    ['symbol|symbols|Symbol.for|registry|Internalized strings'],
    'Symbol.for(`tenant-',
  ],
  ['dictionary-keys', 'leaky-cache', ['counts'], 'counts[key] =', 'const key ='],
  ['audit-log', 'growing-vec', ['lines'], 'JSON.stringify(', 'lines.push('],
  // A list whose links are the scopes of closures.
  ['undo-closures', 'leaky-cache', ['undo'], 'document.slice()', 'undo = () => {'],
  ['small-float-arrays', 'leaky-cache', ['last'], 'new Float64Array(4)'],
  ['uploads-1kb', 'leaky-cache', ['last'], 'new Uint8Array(1024)', 'last = { previous'],
  ['pictures-1mb', 'growing-vec', ['pictures'], 'pictures.push('],
  [
    'pinned-pool-slices',
    'leaky-cache',
    ['last'],
    'Buffer.allocUnsafe(16)',
    // The pool is mostly made anew where the larger piece does not fit.
    'Buffer.allocUnsafe(1008)',
    'last = { previous',
  ],
  ['error-objects', 'growing-vec', ['errors'], 'throw new RangeError(', 'errors.push('],
  ['weakmap-held-keys', 'leaky-cache', ['elements'], 'const element =', 'data.set(element'],
  // What grows is the registry's list of cells: a linked structure, but none of the program's. It
  // is not `forget`: the owner is never collected.
  [
    'finalizer-holds-target',
    ['leaky-cache', 'unknown'],
    ['registry', 'FinalizationRegistry'],
    'registry.register(',
    'const connection =',
    'close: () => {',
  ],
  ['vm-contexts', 'leaky-cache', ['sandboxes', 'Map'], 'createContext({', 'sandboxes.set('],
  ['compiled-templates', 'leaky-cache', ['templates', 'Map'], 'new Function(', 'templates.set('],
  [
    'abort-signal-listeners',
    'listeners',
    ['shutdown|AbortSignal', 'abort'],
    'shutdown.signal.addEventListener(',
    'const request =',
  ],
  [
    'event-target-listeners',
    'listeners',
    ['bus|EventTarget', 'theme'],
    "bus.addEventListener('theme'",
    'new Widget(index)',
  ],
  ['async-hook-table', 'leaky-cache', ['resources', 'Map'], 'resources.set(id'],
  ['async-resources', 'leaky-cache', ['last'], 'new AsyncResource(', 'storage.run({'],
  [
    'takers-queue',
    'pending',
    ['takers'],
    'takers.push(resolve)',
    'async function consume(',
    'consume(index);',
  ],
  ['rpc-unanswered', 'pending', ['calls', 'Map'], 'calls.set(id'],
  [
    'open-streams',
    'leaky-cache',
    ['uploads', 'Map'],
    'new PassThrough()',
    'upload.write(',
    'uploads.set(',
  ],
  // The stream's array of chunks, each with a callback that is never called.
  ['stalled-writable', ['growing-vec', 'pending'], ['stalled'], 'stalled.write('],
  ['row-arrays-1kb', 'leaky-cache', ['last'], 'last = { previous'],
  // A tree whose links are arrays.
  [
    'comment-tree',
    ['leaky-cache', 'growing-vec'],
    ['root|current', 'answers|parent'],
    'const comment =',
    'current.answers.push(',
  ],
  ['live-views', 'leaky-cache', ['live', 'Set'], 'new View({', 'live.add(this)'],
  ['groups-of-rows', 'growing-vec', ['groups', 'Map'], 'groups.get(index % 10).push('],
  ['big-integers', 'leaky-cache', ['last'], 'last = { previous'],
  ['dates', 'growing-vec', ['visits'], 'visits.push('],
  ['user-patterns', 'leaky-cache', ['patterns', 'Map'], 'new RegExp(', 'patterns.set('],
  [
    'required-again',
    'growing-vec',
    ['children'],
    'require(file).name',
    { file: '../parts/settings.cjs', text: 'exports.limits =' },
  ],
  // Node's loader keeps them, both in a Map and in a native list of its own.
  [
    'imported-texts',
    ['leaky-cache', 'unknown'],
    [
      'loader|ModuleLoader|LoadCache|LoadMap|ModuleWrap|ModuleJob|SourceTextModule|import|imports|modules',
    ],
    'await import(',
  ],
  // The program's own array holds them as well, for the teardown.
  [
    'process-listeners',
    ['listeners', 'growing-vec'],
    ['warning|listeners'],
    "process.on('warning'",
    'const listener =',
    'const session =',
  ],
  ['external-texts', 'growing-vec', ['texts'], 'texts.push('],
  ['open-inflates', 'leaky-cache', ['open'], 'createInflateRaw() }'],
  ['shared-buffers', 'leaky-cache', ['last'], 'new SharedArrayBuffer(', 'last = { previous'],
  // Node keeps the marks in an array, and their times in a Map.
  [
    'marks-kept',
    ['growing-vec', 'leaky-cache'],
    ['mark|marks|markEntryBuffer|markTimings|performance|PerformanceMark'],
    'performance.mark(',
  ],
  ['timeouts-an-hour', 'timers', [SET_TIMER], 'setTimeout(() =>', 'const session ='],
  [
    'paused-generators',
    'growing-vec',
    ['paused'],
    'const generator =',
    'function* numbers(',
    'paused.push(',
  ],
  ['proxies', 'leaky-cache', ['last'], 'new Proxy(', 'const record ='],
  ['promise-memo', 'leaky-cache', ['answers', 'Map'], 'const ask =', 'answers.set('],
  ['visits-worker', 'leaky-cache', ['visits'], 'visits[key] = {', 'const key ='],
  // Each handler is in a list and in an array.
  [
    'typed-registry',
    ['leaky-cache', 'growing-vec'],
    ['registry', 'handlers|names'],
    'registry.register({',
    'this.names.push(',
  ],
  ['state-of-setup', 'leaky-cache', ['newest'], 'state.newest = { previous'],
  ['several-exports', 'leaky-cache', ['store', 'Map'], 'store.set('],
  ['sparse-array', 'growing-vec', ['values'], 'values[index * 1000]'],
  ['symbol-properties', 'leaky-cache', ['tagged'], "tagged[Symbol('tag')]"],
  ['classes-made', 'growing-vec', ['models'], 'class {', 'models.push(', 'save() {'],
  ['open-hashes', 'leaky-cache', ['hashes', 'Map'], 'hashes.set('],
  ['http-close-listeners', 'listeners', ['close'], "request.socket.on('close'", 'const started ='],
  ['one-in-1000', 'leaky-cache', ['newest'], 'newest = { previous'],
  ['random-one-in-50', 'leaky-cache', ['newest'], 'newest = { previous'],
  ['sawtooth-leftover', 'leaky-cache', ['failures'], 'const job =', 'failures = { previous'],
  ['beside-cache-5k', 'leaky-cache', ['history'], 'history = { previous'],
  ['late-20k', 'leaky-cache', ['log'], 'const request =', 'log = { previous'],
  ['lru-two-tables', 'leaky-cache', ['usedAt', 'Map'], 'usedAt.set(', 'const key ='],
  ['ttl-sweep-misses', 'leaky-cache', ['entries', 'Map'], 'entries.set('],
  ['small-integers', 'growing-vec', ['samples'], 'samples.push('],
  ['slow-10ms-rows', 'leaky-cache', ['rows'], 'rows = { previous'],
  ['burst-100-in-10k', 'growing-vec', ['rows'], 'rows.push({'],
  ['error-path-1-percent', 'leaky-cache', ['open', 'Map'], 'open.set(index'],
  ['one-in-100', 'leaky-cache', ['last'], 'const request =', 'last = { previous'],
  ['one-in-2500-buffer', 'leaky-cache', ['last'], 'last = { previous'],
  ['random-one-in-200-pages', 'leaky-cache', ['last'], 'last = { previous'],
  ['late-2000', 'leaky-cache', ['retries'], 'const request =', 'retries = { next'],
  ['late-and-seldom', 'leaky-cache', ['reports'], 'reports = { next', 'const report ='],
  ['plus-300-minus-299', 'growing-vec', ['jobs'], 'jobs.push({'],
  ['ever-longer-rows', 'leaky-cache', ['rows'], 'rows = { previous'],
  ['snapshots-of-history', 'leaky-cache', ['snapshots'], 'snapshots = { previous'],
  ['float-column-doubles', 'growing-vec', ['column'], 'const larger ='],
  ['short-column-and-garbage', 'growing-vec', ['column'], 'const larger ='],
  ['numbers-and-garbage', 'growing-vec', ['averages'], 'averages.push('],
  ['weakref-keys-stay', 'leaky-cache', ['cache', 'Map'], 'cache.set(index'],
  ['pool-wrong-list', 'growing-vec', ['returned'], 'const connection =', 'returned.push('],
  // To read a letter makes the text one piece, which is as long as all of it.
  ['text-appended', 'growing-vec', ['text'], 'text += LINE', 'text.charCodeAt('],
  ['text-rope', 'growing-vec', ['text'], "text += 'x'"],
  // Each promise is held by the reaction of the one before, not by `tail`.
  ['promise-tail', 'pending', ['first'], 'tail.then(', 'const job ='],
  ['race-with-shutdown', 'pending', ['shutdown'], 'Promise.race(['],
  ['three-memories', 'leaky-cache', ['last'], 'last = { previous'],
  ['closures-hold-buffers', 'growing-vec', ['handlers'], 'new Uint8Array(512)', 'handlers.push('],
  ['the-thing', 'leaky-cache', ['thing'], 'numbers: new Array(50)', 'thing = {'],
  ['lru-key-mismatch', 'leaky-cache', ['entries', 'Map'], 'entries.set('],
  ['burst-64kb-in-5k', 'leaky-cache', ['loads', 'Map'], 'loads.set(part'],
  ['queue-walks-with-log', 'leaky-cache', ['log'], 'log = { previous'],
  ['day-and-night-residue', 'leaky-cache', ['expired'], 'expired = { next'],
  ['sawtooth-jitter-residue', 'leaky-cache', ['tags', 'Set'], 'const event =', 'tags.add('],
  ['beside-zipf-memo', 'leaky-cache', ['history'], 'history = { previous'],
  ['reconnect-listeners', 'listeners', ['socket', 'data'], 'const received =', "socket.on('data'"],
  ['weakref-cache-pinned', 'leaky-cache', ['pinned'], 'const value =', 'pinned = { previous'],
  ['phases-2k-of-10k', 'leaky-cache', ['trace'], 'const entry =', 'trace = { previous'],
  ['cause-chain', 'leaky-cache', ['last'], 'throw new Error('],
  ['slow-1ms-notes', 'leaky-cache', ['notes'], 'notes = { previous'],
  ['slow-50ms-pages', 'leaky-cache', ['pages'], 'pages = { previous'],
  ['garbage-100mb-thumbnail', 'leaky-cache', ['thumbnails'], 'thumbnails = { previous'],
  ['fills-then-ids', 'growing-vec', ['came'], 'came.push('],
  ['ring-of-lists', 'leaky-cache', ['oversized'], 'oversized = { next'],
  ['timers-restarted', 'timers', [SET_TIMER], 'const samples =', 'setInterval('],
  ['unhandled-batches', 'growing-vec', ['failed'], 'batch.push({', 'failed.push('],
];

/** By the program's id: who holds a leak, and where it is allocated. */
export const held: ReadonlyMap<string, HeldLabel> = new Map(
  rows.map(([id, mechanism, holder, ...allocatedAt]) => [
    id,
    { mechanism: typeof mechanism === 'string' ? [mechanism] : mechanism, holder, allocatedAt },
  ]),
);
