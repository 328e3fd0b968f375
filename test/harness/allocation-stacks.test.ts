import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { AllocationNode, FunctionCount, ScriptSource } from '../../src/agent/protocol.ts';
import {
  allocationStacks,
  isOfUser,
  likelyAllocation,
} from '../../src/harness/allocation-stacks.ts';
import type { Wanted } from '../../src/heap/allocation-scores.ts';
import { packageRoot } from '../../src/package-root.ts';

const FILE = '/app/cache.mjs';
const TEXT = `const cache = new Map();
function put(key) {
  log(key);
  cache.set(key, { key });
}
function create(key) {
  return { key };
}
export function operation(index) {
  check(index);
  put(index);
  cache.set(index, create(index));
  [index].forEach(put);
}
`;
const SOURCE: ScriptSource = { script: '7', url: `file://${FILE}`, text: TEXT, sourceMap: '' };

const WANTED: Wanted = {
  classes: [
    { class: 'Object', weight: 0.8 },
    { class: '(array)', weight: 0.2 },
  ],
  keys: ['key'],
  holders: ['cache'],
};

/** Those of Buffers, which hang on the holder. */
const WANTED_BYTES: Wanted = {
  classes: [
    { class: 'system / JSArrayBufferData', weight: 0.99 },
    { class: 'Buffer', weight: 0.01 },
  ],
  keys: [],
  holders: [],
  isOutside: true,
  member: { class: 'Buffer', place: null },
};

/** A function of the script, as V8 tells it: by the bracket before its parameters. */
function called(
  name: string,
  bytes: number,
  children: readonly AllocationNode[] = [],
  { url, text, script }: ScriptSource = SOURCE,
): AllocationNode {
  const before = text.slice(0, text.indexOf(`function ${name}(`) + 9 + name.length).split('\n');
  const at = { line: before.length, column: before.at(-1)!.length + 1 };
  return { function: name, script, url, ...at, bytes, children };
}

const node = (over: Partial<AllocationNode>): AllocationNode => ({
  ...{ function: '', script: '0', url: '', line: 0, column: 0, bytes: 0, children: [] },
  ...over,
});
const OWN = pathToFileURL(join(packageRoot(), 'dist', 'src', 'agent', 'runner.js')).href;
const runner = (...children: AllocationNode[]): AllocationNode =>
  node({ function: 'batch', url: OWN, line: 40, column: 3, children });

const stacksOf = (...roots: readonly AllocationNode[]) =>
  allocationStacks({ root: node({ children: roots }), sources: [SOURCE] }, WANTED).map(
    ({ bytes, stack }) => ({
      bytes,
      stack: stack.map(
        ({ function: name, file, line }) => `${name} ${file}${line === null ? '' : `:${line}`}`,
      ),
    }),
  );

describe('a stack', () => {
  it('has the line that makes what is wanted, and above it those of the calls', () => {
    const stacks = stacksOf(called('operation', 0, [called('put', 500)]));
    expect(stacks).toEqual([{ bytes: 500, stack: [`put ${FILE}:4`, `operation ${FILE}:11`] }]);
  });

  it('has of several calls the one into what holds the growth', () => {
    const set = node({ function: 'set', bytes: 100 });
    expect(stacksOf(called('operation', 0, [set]))[0]!.stack).toEqual([
      'set ',
      `operation ${FILE}:12`,
    ]);
  });

  it('has the line that makes it where the language itself was called by another name', () => {
    const hidden = node({ function: 'grow', bytes: 100 });
    expect(stacksOf(called('put', 0, [hidden]))[0]!.stack).toEqual(['grow ', `put ${FILE}:4`]);
  });

  it('has the call that led into Node by another name', () => {
    const own = 'function ask(key) {\n  const port = new Channel();\n  return { key, port };\n}\n';
    const source = { ...SOURCE, text: own };
    const inNode = node({ function: 'oninit', url: 'node:internal/io', line: 9, bytes: 100 });
    const [stack] = allocationStacks(
      { root: node({ children: [called('ask', 0, [inNode], source)] }), sources: [source] },
      WANTED,
    );
    expect(stack!.stack[1]).toMatchObject({ function: 'ask', line: 2 });
  });

  it.each(['get set', 'Map.set', 'set'])('knows a method that V8 calls %s', (name) => {
    const stacks = stacksOf(called('operation', 0, [node({ function: name, bytes: 1 })]));
    expect(stacks[0]!.stack[1]).toBe(`operation ${FILE}:12`);
  });

  it('has the function’s own line where no line is found', () => {
    expect(stacksOf(called('operation', 0, [called('operation', 9)]))[0]!.stack[1]).toBe(
      `operation ${FILE}:9`,
    );
  });

  it('has functions of Node by their own line, and those of V8 without a file', () => {
    const emit = node({ function: 'emit', url: 'node:events', line: 500, column: 3, bytes: 9 });
    expect(stacksOf(called('operation', 0, [emit]))[0]!.stack[0]).toBe('emit node:events:500');
    expect(stacksOf(called('put', 0, [node({ bytes: 9 })]))[0]!.stack[0]).toBe('(anonymous) ');
  });

  it.each(['toString', 'constructor', 'valueOf'])('has V8’s %s by its name', (name) => {
    const stacks = stacksOf(called('put', 0, [node({ function: name, bytes: 9 })]));
    expect(stacks[0]!.stack[0]).toBe(`${name} `);
  });

  it('has what is kept of bytes that Node has read, where no code of the user’s made them', () => {
    const own =
      'function sniff(content) {\n  const magic = content.subarray(0, 16);\n  recent.push(magic);\n}\n';
    const source = { ...SOURCE, text: own };
    const read = { function: 'createUnsafeBuffer', url: 'node:internal/buffer', line: 9 };
    const view = { function: 'subarray', url: 'node:buffer', line: 99, bytes: 100 };
    const stacks = allocationStacks(
      {
        root: node({
          children: [
            node({ ...read, bytes: 100 }),
            called('sniff', 0, [node(view)], source),
            called('sniff', 9, [], source),
          ],
        }),
        sources: [source],
      },
      { ...WANTED_BYTES, holders: ['recent'] },
    );
    expect(stacks.map(({ isMember }) => isMember)).toContain(true);
    expect(stacks[0]!.stack.at(-1)).toMatchObject({ function: 'sniff', line: 2 });
  });

  it('has what is kept of bytes that a package has made of a body, by itself', () => {
    const own =
      'function record(raw) {\n  const head = raw.subarray(0, 16);\n  index.push(head);\n}\n';
    const source = { ...SOURCE, text: own };
    const ofPackage = {
      script: '8',
      url: 'file:///app/node_modules/server/index.js',
      text: 'function toBytes(b) {\n  return new ArrayBuffer(b);\n}\n',
    };
    const view = { function: 'subarray', url: 'node:buffer', line: 99, bytes: 10 };
    const bytes = node({
      function: 'toBytes',
      script: '8',
      url: ofPackage.url,
      line: 1,
      column: 17,
      bytes: 990,
    });
    const stacksOfBoth = (...children: AllocationNode[]) =>
      allocationStacks(
        { root: node({ children }), sources: [source, { ...SOURCE, ...ofPackage }] },
        { ...WANTED_BYTES, holders: ['index'] },
      ).map(({ stack }) => `${stack.at(-1)!.function} ${stack.at(-1)!.line}`);
    const kept = called('record', 0, [node(view)], source);
    expect(stacksOfBoth(bytes, kept)).toEqual(['record 2']);
    expect(stacksOfBoth(bytes)).toEqual(['toBytes 2']);
  });

  it('has functions of a script whose source is gone by their own line', () => {
    const lost = node({
      function: 'f',
      url: 'file:///app/gone.mjs',
      script: '9',
      line: 3,
      column: 5,
      bytes: 9,
    });
    expect(stacksOf(lost)[0]!.stack).toEqual(['f /app/gone.mjs:3']);
  });

  it('has functions of a text that is no script by their own line', () => {
    const source = { ...SOURCE, text: 'function put(' };
    const [stack] = allocationStacks(
      { root: node({ children: [called('put', 9, [], source)] }), sources: [source] },
      WANTED,
    );
    expect(stack!.stack).toEqual([{ function: 'put', file: FILE, line: 1, column: 13 }]);
  });

  it('has nothing of leaklab’s own', () => {
    const pool = node({ function: 'run', url: 'file:///a/node_modules/piscina/dist/worker.js' });
    const stacks = stacksOf({ ...pool, children: [runner(called('put', 9))] });
    expect(stacks).toEqual([{ bytes: 9, stack: [`put ${FILE}:4`] }]);
  });

  it('is left out where leaklab itself, or Node on its behalf, made it', () => {
    const mine = node({
      function: 'postMessage',
      url: 'node:internal/worker',
      line: 1,
      column: 1,
      bytes: 9,
    });
    expect(stacksOf(runner(mine), node({ ...mine, url: OWN }))).toEqual([]);
    expect(stacksOf(mine)).toHaveLength(1);
  });
});

describe('what hangs on the holder', () => {
  const text = `class Entry extends Base {
  constructor(key) {
    super(key);
    this.tags = {};
  }
}
class Failure extends Error {}
function put(key) {
  const text = [key];
  cache.set(key, new Entry(text));
  bus.on('x', () => text);
}
function fail(key) {
  throw new Failure(key);
}
`;
  const source = { ...SOURCE, text };
  const member = (of: string, place: { line: number; column: number } | null = null) => ({
    class: of,
    place: place === null ? null : { ...place, file: FILE },
  });
  const told = (root: AllocationNode, wanted: Partial<Wanted>) => {
    const all = {
      classes: [{ class: 'Array', weight: 1 }],
      keys: [],
      holders: ['cache'],
      ...wanted,
    };
    const [found] = allocationStacks({ root: node({ children: [root] }), sources: [source] }, all);
    const lines = found!.stack.map(({ function: name, line }) => `${name}:${line}`);
    return { lines, isMember: found!.isMember };
  };
  const entry = node({
    ...{ function: 'Entry', script: SOURCE.script, url: SOURCE.url, line: 2, column: 14 },
    bytes: 100,
  });

  it('is told where it is made, though other things in that function weigh more', () => {
    const of = (weight: number, wantedMember: Wanted['member'] = null): Partial<Wanted> => ({
      classes: [
        { class: 'Array', weight: 1 - weight },
        { class: 'Entry', weight },
      ],
      member: wantedMember,
    });
    const put = called('put', 100, [], source);
    expect(told(put, of(0.2))).toEqual({ lines: ['put:9'], isMember: false });
    expect(told(put, of(0.2, member('Entry')))).toEqual({ lines: ['put:10'], isMember: true });
    // A list of what is in it is next to nothing.
    expect(told(put, of(0.08, member('Entry')))).toEqual({ lines: ['put:9'], isMember: false });
  });

  it('is, of a class that extends another, made by the new, not by its super()', () => {
    const wanted = { classes: [{ class: 'Entry', weight: 1 }], member: member('Entry') };
    expect(told(called('put', 0, [entry], source), wanted)).toEqual({
      lines: ['put:10'],
      isMember: true,
    });
    expect(told(entry, wanted).lines).toEqual(['Entry:3']);
  });

  it('is, of a class without a constructor of its own, made by the new as well', () => {
    const failure = node({ ...entry, function: 'Failure', line: 7, column: 7 });
    expect(told(called('fail', 0, [failure], source), {}).lines).toEqual(['fail:14']);
  });

  it('is a function that stands at that place', () => {
    const place = { line: 11, column: 15 };
    const wanted = {
      classes: [{ class: '(closure)', weight: 1 }],
      member: member('(closure)', place),
    };
    expect(told(called('put', 100, [], source), wanted)).toEqual({
      lines: ['put:11'],
      isMember: true,
    });
    expect(told(called('fail', 100, [], source), wanted)).toMatchObject({ isMember: false });
  });
});

describe('stacks', () => {
  it('come with the most bytes first, each function with its own', () => {
    const stacks = stacksOf(called('operation', 300, [called('put', 500), called('create', 100)]));
    expect(stacks.map(({ bytes, stack }) => [bytes, stack.length])).toEqual([
      [500, 2],
      [300, 1],
      [100, 2],
    ]);
  });

  it.each([
    { bytes: 100, told: 2 },
    { bytes: 99, told: 1 },
  ])('are left out below a hundredth: $bytes of 10,000', ({ bytes, told }) => {
    expect(stacksOf(called('put', 10_000 - bytes), called('create', bytes))).toHaveLength(told);
  });

  it('are 32 at most', () => {
    const many = Array.from({ length: 50 }, (_, i) => called('put', 100 + i));
    expect(stacksOf(...many)).toHaveLength(32);
    expect(stacksOf()).toEqual([]);
  });
});

describe('a file', () => {
  it('is the user’s where it is neither V8’s nor Node’s', () => {
    expect(['', 'node:events', '/app/a.cjs', 'file:///app/a.mjs'].map(isOfUser)).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });
});

describe('the likely place of what no sample met', () => {
  const ran = (name: string, count = 9, source = SOURCE): FunctionCount => {
    const start = source.text.indexOf(`function ${name}(`);
    return {
      url: source.url,
      function: name,
      start,
      end: source.text.indexOf('\n}', start) + 2,
      count,
      unreached: [],
    };
  };
  const likely = (calls: readonly FunctionCount[], sources = [SOURCE]): string | null => {
    const place = likelyAllocation(sources, calls, WANTED);
    return place === null ? null : `${place.function} ${place.file}:${place.line}`;
  };

  it('is where a function that ran makes it best', () => {
    expect(likely([ran('operation'), ran('create')])).toBe(`create ${FILE}:7`);
    expect(likely([ran('operation')])).toBe(`operation ${FILE}:12`);
  });

  it('is in one that did not, where it fits well, and none runs that does', () => {
    expect(likely([])).toBe(`(anonymous) ${FILE}:4`);
    expect(likely([ran('create', 0)])).toBe(`(anonymous) ${FILE}:4`);
    const text = 'function create(key) {\n  make(key);\n}\n';
    expect(likely([], [{ ...SOURCE, text }])).toBeNull();
  });

  it('is none of others’ scripts', () => {
    const ofNode = { ...SOURCE, url: 'node:events' };
    expect(likely([ran('create', 9, ofNode)], [ofNode])).toBeNull();
    const own = { ...SOURCE, url: OWN };
    expect(likely([ran('create', 9, own)], [own])).toBeNull();
    const broken = { ...SOURCE, text: 'function create(' };
    expect(likely([ran('create')], [broken])).toBeNull();
  });
});
