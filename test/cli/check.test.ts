import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRecording } from '../../src/record/reader.ts';
import type { Report, Result } from '../../src/report/result.ts';
import { reportSchema } from '../../src/report/result.ts';
import type { Finished } from '../helpers/leaklab.ts';
import { leaklab } from '../helpers/leaklab.ts';
import { fixture } from '../helpers/measure-fixture.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const reportOf = ({ stdout }: Finished): Report => reportSchema.parse(JSON.parse(stdout));
const called = (report: Report, name: string): Result => {
  const result = report.results.find(({ subject }) => subject.name === name);
  if (result === undefined) throw new Error(`there is no result of ${name}`);
  return result;
};

describe('leaklab check', () => {
  test('tells of each file whether it leaks, and leaves recordings, but draws nothing', async () => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'src'));
    for (const [name, copy] of [
      ['state.mjs', 'src/leaks.mjs'],
      ['waits-before-freeing.mjs', 'src/clean.mjs'],
    ] as const) {
      writeFileSync(join(cwd, copy), readFileSync(fixture(name)));
    }
    const { code, stdout, stderr } = await leaklab(['check', 'src/*.mjs', '-o', 'out'], { cwd });
    expect(stdout).toMatch(/leaks\.mjs.*leak/);
    expect(stdout).toMatch(/clean\.mjs.*clean/);
    expect(stdout).toContain('recordings: out');
    expect(stderr).toContain('[2/2]');
    expect(code).toBe(1);
    expect(readdirSync(join(cwd, 'out')).sort()).toEqual([
      'clean.mjs.ndjson',
      'control.empty.ndjson',
      'control.planted.ndjson',
      'leaks.mjs.ndjson',
    ]);
    const { header } = readRecording(join(cwd, 'out', 'leaks.mjs.ndjson'));
    expect(header.subject).toMatchObject({
      name: 'leaks.mjs',
      kind: 'module',
      path: 'src/leaks.mjs',
    });
  });

  test('takes TypeScript, worker files with several functions and .wasm as they stand', async () => {
    const config = {
      subjects: [
        { file: fixture('typed.ts') },
        { file: fixture('several.cjs'), export: 'put', input: { id: '$i' }, name: 'put' },
        { file: fixture('several.cjs'), export: 'get', input: { id: '$i' }, name: 'get' },
        { file: 'scenarios/forget/forget.wasm', call: 'leaky($i)' },
      ],
    };
    const cwd = temporaryFolder();
    config.subjects[3]!.file = relative(
      cwd,
      join(fixture('.'), '../../..', config.subjects[3]!.file),
    );
    writeFileSync(join(cwd, 'leaklab.config.json'), JSON.stringify(config));
    const finished = await leaklab(['check', '--json', '--seed', '7'], { cwd });
    const report = reportOf(finished);
    expect(called(report, 'typed.ts')).toMatchObject({ verdict: 'leak', memory: 'js-heap' });
    expect(called(report, 'put')).toMatchObject({ verdict: 'leak', memory: 'js-heap' });
    expect(called(report, 'get').verdict).toBe('clean');
    expect(called(report, 'forget.wasm')).toMatchObject({
      subject: { kind: 'wasm' },
      verdict: 'leak',
      memory: 'wasm',
    });
    expect(finished.code).toBe(1);
  });

  test('starts the process as it is told, and keeps no values of variables', async () => {
    const cwd = temporaryFolder();
    const { code } = await leaklab([
      'check',
      fixture('env.mjs'),
      '-o',
      cwd,
      '--env',
      'MODE=test',
      '--node-option',
      '--no-deprecation',
    ]);
    expect(code).toBe(0);
    const { header } = readRecording(join(cwd, 'env.mjs.ndjson'));
    expect(header.launch).toEqual({ nodeOptions: ['--no-deprecation'], environment: ['MODE'] });
  });

  test('draws, where that is asked for', async () => {
    const cwd = temporaryFolder();
    for (const folder of ['a', 'b']) {
      mkdirSync(join(cwd, folder));
      writeFileSync(join(cwd, folder, 'x.mjs'), readFileSync(fixture('waits-before-freeing.mjs')));
    }
    const { stdout } = await leaklab(['check', '*/x.mjs', '--charts', '-o', 'out'], { cwd });
    expect(stdout).toContain('pictures: ');
    // Paths are names of files side by side.
    expect(readdirSync(join(cwd, 'out'))).toEqual(
      expect.arrayContaining(['a-x.mjs.svg', 'a-x.mjs.png', 'b-x.mjs.svg', 'b-x.mjs.ndjson']),
    );
  });
});

describe('subjects that fail', () => {
  const FAILURES: readonly (readonly [file: string, reason: string, place: string | null])[] = [
    ['broken-syntax.mjs', 'broken-syntax.mjs:2:1 does not parse: ', null],
    [
      'no-operation.mjs',
      'but handler, version: name the one that is to be repeated, as in --export handler',
      null,
    ],
    ['imports-nothing.mjs', 'Install it: npm install a-package-that-is-not-installed', null],
    ['generator.mjs', 'the operation is a generator', null],
    ['throws-at-once.mjs', 'TypeError: load: not in this environment', 'throws-at-once.mjs:1:7'],
    ['setup-throws.mjs', 'Error: setup: no database here', 'setup-throws.mjs:2:9'],
    [
      'throws-later.mjs',
      'operation 999: the thousandth operation is too much',
      'throws-later.mjs:2:28',
    ],
    ['throws-text.mjs', 'operation 3: just text', null],
    ['rejects.mjs', 'RangeError: operation 50: rejected at fifty', 'rejects.mjs:3:27'],
    [
      'rejects-unseen.mjs',
      'nobody waits for this (not caught: thrown by a timer, an event or a promise',
      'rejects-unseen.mjs:3',
    ],
    [
      'throws-in-a-timer.mjs',
      'thrown from a timer (not caught: thrown by a timer',
      'throws-in-a-timer.mjs:6:11',
    ],
    ['changes-folder.mjs', 'process.chdir() is not supported in workers', 'changes-folder.mjs:1'],
    ['exits.mjs', 'the subject ended its own thread with exit code 7', null],
    ['exits-later.mjs', 'the subject ended its own thread with exit code 0', null],
    ['never-loads.mjs', 'loading it, or its setup, hangs', null],
    ['never-resolves.mjs', 'an operation hangs', null],
  ];

  test('each say why on stderr, and all are recorded; the exit code is 4', async () => {
    const folder = temporaryFolder();
    const files = FAILURES.map(([name]) => fixture(name));
    const finished = await leaklab(['check', ...files, '-o', folder, '--json', '--timeout', '8s']);
    const report = reportOf(finished);
    for (const [name, reason, place] of FAILURES) {
      expect(called(report, name)).toMatchObject({
        verdict: 'failed',
        reason: expect.stringContaining(reason),
      });
      const line = finished.stderr
        .split('\n')
        .find((text) => text.startsWith(`leaklab: ${name}: `));
      expect(line).toContain(reason);
      if (place !== null) expect(line).toContain(place);
      const recording = join(folder, `${name}.ndjson`);
      expect(line).toContain(recording);
      expect(readRecording(recording).remarks).toEqual([]);
    }
    // What was measured before it failed is kept.
    const { entries } = readRecording(join(folder, 'throws-later.mjs.ndjson'));
    expect(entries.some(({ type }) => type === 'sample')).toBe(true);
    expect(finished.code).toBe(4);
  });
});

describe('bad input is exit 2, before anything is run', () => {
  const good = fixture('state.mjs');
  test.each<[string[], string]>([
    [[], 'needs a file: a module that exports an operation, or a .wasm'],
    [[good, 'gone.mjs'], "Can't read gone.mjs: there is no such file"],
    [
      [good, 'folder'],
      "folder is a folder. Name files in it, or a pattern, such as 'folder/*.mjs'",
    ],
    [['data.json'], 'expected a module (.js .mjs .cjs .ts .mts .cts) or .wasm, got .json'],
    [['notes.txt'], 'got .txt'],
    [['*.nothing'], 'The pattern *.nothing matches no file'],
    [[good, '--input', '{"a":'], "can't be read as JSON"],
    [['module.wasm', '--call', 'step($i'], `Can't read the call "step($i": expected an export`],
    [[good, '--call', 'step($i)'], '--call is for .wasm files, and there is none'],
    [['module.wasm', '--export', 'x'], '--export and --input are for modules, and there is none'],
    [[good, '--exprot', 'x'], 'There is no option --exprot. Did you mean --export?'],
    [[good, '--iterations', '0'], 'expected a whole number above 0'],
    [[good, '--env', 'A'], 'expected a name and a value'],
    [[good, '--node-option', '--inspect-brk'], 'it waits for a debugger'],
    [[good, '--node-option', '--no-such-flag'], 'does not start with --no-such-flag'],
    [['--config', 'gone.json'], "Can't read gone.json: there is no such file"],
    [['--config', 'broken.json'], 'broken.json is not JSON'],
    [['--config', 'wrong.json'], 'there is no key "subject". Did you mean subjects?'],
    [['--config', 'missing.json'], "Can't read gone.mjs: there is no such file"],
  ])('leaklab check %j', async (args, message) => {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, 'folder'));
    for (const [name, text] of Object.entries({
      'data.json': '{}',
      'notes.txt': '',
      'module.wasm': '',
      'broken.json': '{',
      'wrong.json': '{ "subject": [] }',
      'missing.json': '{ "subjects": ["gone.mjs"] }',
    })) {
      writeFileSync(join(cwd, name), text);
    }
    const { code, stdout, stderr } = await leaklab(['check', ...args], { cwd });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^leaklab: [^\n]+\n$/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
    expect(readdirSync(cwd)).not.toContain('leaklab-results');
  });
});
