import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../src/package-root.ts';
import type { HeapReport } from '../../src/report/heap-result.ts';
import { heapReportSchema } from '../../src/report/heap-result.ts';
import { heapJsonSchema } from '../../src/report/json-schema.ts';
import { leaklab } from '../helpers/leaklab.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const TAKE = join(packageRoot(), 'test', 'fixtures', 'take-snapshots.mjs');
const validate = new Ajv2020.default({ allowUnionTypes: true }).compile(heapJsonSchema());

describe('leaklab heap, of what this Node writes', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'leaklab-heap-'));
  const [a, b, c] = ['a.heapsnapshot', 'b.heapsnapshot', 'c.heapsnapshot'] as const;
  beforeAll(() => {
    execFileSync(process.execPath, [TAKE, cwd]);
  });
  afterAll(() => rmSync(cwd, { recursive: true }));

  const heap = (...args: string[]) => leaklab(['heap', ...args], { cwd });
  const json = async (...args: string[]): Promise<HeapReport> => {
    const { stdout, stderr, code } = await heap(...args, '--json');
    expect([code, stderr]).toEqual([0, '']);
    const report = JSON.parse(stdout);
    expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
    return heapReportSchema.parse(report);
  };

  it('tells what is in it', async () => {
    const { summary, growth, object, class: members } = await json(a, '--top', '30');
    expect([growth, object, members]).toEqual([null, null, null]);
    expect(summary!.objects).toBeGreaterThan(20_000);
    expect(summary!.bytes).toBeGreaterThan(2 ** 20);
    expect(summary!.classes.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['(string)', '(array)', '(closure)', 'Object', 'Map']),
    );
    for (const { bytes, retainedBytes } of summary!.classes) {
      expect(retainedBytes).toBeGreaterThanOrEqual(bytes);
      expect(retainedBytes).toBeLessThanOrEqual(summary!.bytes);
    }
    const named = (name: string) =>
      summary!.collections.find(({ path }) => path.at(-1)!.edge?.name === name);
    expect(named('sessions')).toMatchObject({ kind: 'Map', entries: 1000, capacity: 1024 });
    expect(named('tags')).toMatchObject({ kind: 'Set', entries: 1000, capacity: 1024 });
    expect(named('byName')).toMatchObject({ kind: 'object', entries: 1000 });
    expect(named('numbers')).toMatchObject({ kind: 'Map', entries: null, capacity: 1024 });
    const kept = summary!.contexts.find(({ variables }) => variables[0]?.name === 'kept')!;
    expect(kept.closures).toMatchObject([{ name: 'later', line: 31 }]);
    expect(kept.object.retainedBytes).toBeGreaterThan(3000 * 24);
  });

  it('tells what grew, and where it is held', async () => {
    const { growth, snapshots } = await json(a, b, c, '--top', '20');
    expect(snapshots.map(({ path, examined }) => [path, examined])).toEqual([
      [a, false],
      [b, true],
      [c, false],
    ]);
    expect(growth!.sharedWithBefore).toBeGreaterThan(0.9);
    const holders = growth!.groups.map(({ path, classes }) => [
      path.map(({ edge }) => edge?.name).filter((name) => name !== '*' && name !== undefined),
      classes.map(({ name, count }) => `${count} ${name}`),
    ]);
    expect(holders).toContainEqual([
      ['app', 'sessions', 'table'],
      ['1000 Session', '1000 (string)'],
    ]);
    expect(holders).toContainEqual([['app', 'rows'], ['1000 Array']]);
    expect(holders).toContainEqual([['app', 'tags', 'table'], ['1000 (string)']]);
    expect(holders).toContainEqual([['app', 'byName'], ['1000 Object']]);
    const freed = growth!.groups.map(({ freedBytes }) => freedBytes);
    expect(freed).toEqual([...freed].sort((a, b) => b - a));
  });

  it('tells in the terminal what it says in JSON, in 80 columns', async () => {
    for (const args of [[a], [a, b, c], [a, '--class', 'Session'], [a, '--path', '1']]) {
      const { stdout, code } = await heap(...args);
      expect(code).toBe(0);
      for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    }
    const { stdout } = await heap(a, b, c);
    expect(stdout).toContain('not in a.heapsnapshot, still in\nc.heapsnapshot');
    expect(stdout).toContain('1,000 × Session, 1,000 × (string), 4,000 objects in all');
    expect(stdout).toMatch(/ global\n +→ app: Object\n +→ sessions: Map\n +→ Session/);
  });

  it('tells who holds an object, step by step, and of a class who holds its objects', async () => {
    const { class: members } = await json(a, '--class', 'Session', '--top', '3');
    expect(members).toMatchObject({ name: 'Session', count: 1000, holderCount: 1 });
    expect(members!.objects).toHaveLength(3);
    const { id } = members!.objects[0]!.object;
    const { object } = await json(a, '--path', `@${id}`);
    expect(object!.object).toEqual(members!.objects[0]!.object);
    expect(object!.path).toEqual(members!.objects[0]!.path);
    expect(object!.path.map(({ object }) => object.class).slice(-4)).toEqual([
      'Object',
      'Map',
      '(array)',
      'Session',
    ]);
  });

  it('writes a page and a picture beside the snapshot, and not over others', async () => {
    const page = await heap(a, b, '--format', 'html');
    expect([page.stdout, page.code]).toEqual(['b.html\n', 0]);
    expect(readFileSync(join(cwd, 'b.html'), 'utf8')).toContain('Session');
    const again = await heap(a, b, '--format', 'html');
    expect([again.stdout, again.code]).toEqual(['', 2]);
    expect(again.stderr).toContain('b.html exists');
    expect((await heap(a, b, '--format', 'html', '--force')).code).toBe(0);
    const picture = await heap(a, '--format', 'flamegraph', '-o', 'pictures');
    expect([picture.stdout, picture.code]).toEqual([join('pictures', 'a.flamegraph.svg\n'), 0]);
    const svg = readFileSync(join(cwd, 'pictures', 'a.flamegraph.svg'), 'utf8');
    expect(svg).toContain('1,000 × Session');
  });

  it.each([
    [[a, '--class', 'Sesion'], 'has no class "Sesion". Did you mean Session?'],
    [[a, '--class', 'session'], 'has no class "session". Did you mean Session?'],
    [[a, '--path', '4294967295'], 'has no object @4294967295. The nearest numbers are those of @'],
    [[a, '--path', 'x'], 'expected the number of an object'],
    [[a, '--top', '0'], 'expected a number from 1 to 10000'],
    [[a, '--format', 'png'], 'expected terminal, json, html, flamegraph'],
    [[a, '--memory', 'much'], 'expected a size such as 512MiB or 4GiB'],
    [[a, '--memory', '1MiB'], 'fits into 1,048,576 bytes of memory'],

    [[a, b, '--path', '1'], '--path is of one snapshot; got 2'],
    [[a, '--path', '1', '--class', 'Map'], 'Of --path and --class, only one can be answered'],
    [[], 'leaklab heap needs a snapshot, or two or three of them to compare; got none'],
    [[a, a, a, a], 'got 4'],
    [['missing.heapsnapshot'], "Can't read missing.heapsnapshot: there is no such file"],
  ])('%j: %s', async (args, message) => {
    const { code, stdout, stderr } = await heap(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });
});

describe('leaklab heap tells by the names of the source', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'leaklab-held-'));
  const file = 'held.heapsnapshot';
  beforeAll(() => {
    const take = join(packageRoot(), 'test', 'fixtures', 'held-heap', 'take.mjs');
    execFileSync(process.execPath, [take, join(cwd, file)]);
  });
  afterAll(() => rmSync(cwd, { recursive: true }));
  const heap = async (...args: string[]): Promise<string> => {
    const { stdout, stderr, code } = await leaklab(['heap', file, ...args], { cwd });
    expect([code, stderr]).toEqual([0, '']);
    return stdout;
  };

  it.each([
    ['Session', ['module held-heap/cache.mjs', 'variable sessions: Map', 'Session']],
    ['Row', ['module held-heap/store.cjs', 'variable rows: Array', '[*]: Row']],
    [
      'Heard',
      [
        'module held-heap/bus.mjs',
        'variable bus: EventEmitter',
        'event "data": Array',
        '[*]: function onData (held-heap/bus.mjs:9)',
        'variable heard: Heard',
      ],
    ],
    [
      'Line',
      [
        'module held-heap/log.mjs',
        'variable log: Object',
        'add: function add (held-heap/log.mjs:6)',
        'variable lines: Array',
        '[*]: Line',
      ],
    ],
    [
      'Polled',
      [
        'timers that wait (setTimeout, setInterval)',
        '_idleNext: Timeout',
        '_onTimeout: function tick (held-heap/take.mjs:11)',
        'variable polled: Polled',
      ],
    ],
  ])('who holds each %s', async (name, path) => {
    const [, held = ''] = (await heap('--class', name, '--top', '1')).split(/^Held by .*$/m);
    const lines = held.split('\n').map((line) => line.trim());
    expect(lines.slice(2, lines.indexOf('', 1))).toEqual(
      path.map((step, i) => (i === 0 ? step : `→ ${step}`)),
    );
  });

  it('the key of one of them, and in JSON where each step is', async () => {
    const { class: members } = heapReportSchema.parse(
      JSON.parse(await heap('--class', 'Session', '--json')),
    );
    const { object, path } = members!.objects[0]!;
    const key = path.at(-1)!.role as { kind: 'entry'; key: string };
    expect(key.key).toMatch(/^user-\d+$/);
    const text = await heap('--path', `@${object.id}`);
    expect(text).toMatch(new RegExp(`^"${key.key}": Session +@${object.id} `, 'm'));
    const scope = path.find(({ role }) => role?.kind === 'module scope')!;
    const cache = join(packageRoot(), 'test', 'fixtures', 'held-heap', 'cache.mjs');
    expect(scope.place).toEqual({ function: null, file: cache, line: null, column: null });
    await heap('--class', 'Heard', '--format', 'html');
    expect(readFileSync(join(cwd, 'held.html'), 'utf8')).toContain(
      'module held-heap/bus.mjs → variable bus: EventEmitter → event &quot;data&quot;: Array',
    );
  });
});

describe('leaklab heap', () => {
  it('says where a snapshot is torn', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'torn.heapsnapshot'), '{"snapshot":{"meta":{');
    const { code, stderr } = await leaklab(['heap', 'torn.heapsnapshot'], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(/torn\.heapsnapshot: Byte 21 /);
  });

  it('is what a snapshot given as a command is meant for', async () => {
    const { stderr } = await leaklab(['app.heapsnapshot.gz']);
    expect(stderr).toContain('Did you mean leaklab heap app.heapsnapshot.gz?');
  });

  it.each(['node-20', 'node-26', 'chromium'])('reads a part of a snapshot of %s', async (name) => {
    const path = join(packageRoot(), 'test', 'fixtures', 'heaps', `${name}.heapsnapshot.gz`);
    const { code, stdout } = await leaklab(['heap', path]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/keep:\s+Object/);
  });
});
