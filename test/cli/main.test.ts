import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scenarios } from '../../scenarios/index.ts';
import { reportSchema } from '../../src/report/result.ts';
import { leaklab } from '../helpers/leaklab.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const ESCAPE = '\u001b';

describe('leaklab run', () => {
  test('prints one table on stdout, progress on stderr, and leaves recordings and pictures', async () => {
    const cwd = temporaryFolder();
    const { code, stdout, stderr } = await leaklab(['run', 'cycle'], { cwd });
    expect(stdout).toMatch(/^scenario +impl +variant/);
    expect(stdout).toContain('5 of 5 as labelled');
    expect(stdout).toContain('planted leak found');
    expect(code).toBe(0);
    expect(stderr.trim().split('\n')).toHaveLength(7);
    expect(stdout + stderr).not.toContain(ESCAPE);
    for (const line of (stdout + stderr)
      .split('\n')
      .filter((line) => !line.startsWith('pictures'))) {
      expect(line.length).toBeLessThanOrEqual(80);
    }
    const [run] = readdirSync(join(cwd, 'leaklab-results'));
    const files = readdirSync(join(cwd, 'leaklab-results', run!));
    expect(files).toEqual(
      expect.arrayContaining([
        'cycle.svg',
        'cycle.png',
        'cycle.wasm.leaky.ndjson',
        'cycle.ts.collected.ndjson',
        'control.planted.ndjson',
        'control.empty.ndjson',
      ]),
    );

    // The recording alone gives the same verdicts again.
    const again = await leaklab(['report', join(cwd, 'leaklab-results', run!), '--json']);
    const report = reportSchema.parse(JSON.parse(again.stdout));
    expect(again.code).toBe(0);
    expect(report.results.map((result) => result.verdict).sort()).toEqual([
      'clean',
      'clean',
      'clean',
      'leak',
      'leak',
    ]);
  });

  test('prints the versioned report alone on stdout with --json', async () => {
    const { code, stdout, stderr } = await leaklab(
      ['run', 'forget', '--implementation', 'wasm', '--json', '--no-progress', '--no-charts'],
      { cwd: temporaryFolder() },
    );
    const report = reportSchema.parse(JSON.parse(stdout));
    expect(code).toBe(0);
    expect(stderr).toMatch(/^recordings: /);
    expect(report.controls?.planted.found).toBe(true);
    const [leaky, fixed] = report.results;
    expect(leaky).toMatchObject({
      verdict: 'leak',
      memory: 'wasm',
      growth: {
        bytesPerOperation: {
          estimate: 96,
          low: expect.closeTo(96, 2),
          high: expect.closeTo(96, 2),
          confidence: 0.999,
        },
        shape: 'linear',
      },
      timeToLimit: { limit: 'WASM memory 4 GiB' },
      mechanism: 'forget',
      heldBy: [
        { path: ['module forget.wasm', expect.stringContaining('lost'), expect.any(String)] },
      ],
      wasmHeap: { definitelyLost: { blocks: expect.any(Number) } },
    });
    expect(fixed).toMatchObject({ verdict: 'clean', growth: null, memory: null, heldBy: null });
    expect(fixed!.upperBoundBytesPerOperation).toBeLessThan(1);
  });

  test('shows the way into the limit with --until-oom', async () => {
    const { code, stdout } = await leaklab(
      ['run', 'box-leak', '--variant', 'leaky', '--until-oom', '--limit', '48MiB', '--no-charts'],
      { cwd: temporaryFolder() },
    );
    expect(stdout).toContain('2 of 2 as labelled');
    expect(stdout.match(/ran out of memory after/g)).toHaveLength(2);
    expect(code).toBe(0);
  });

  test('does not overwrite recordings, unless it is told to', async () => {
    const folder = temporaryFolder();
    const args = [
      'run',
      'cycle',
      '--implementation',
      'wasm',
      '--variant',
      'leaky',
      '--no-charts',
      '-o',
      folder,
    ];
    expect((await leaklab(args)).code).toBe(0);
    const before = readFileSync(join(folder, 'cycle.wasm.leaky.ndjson'), 'utf8');
    const refused = await leaklab(args);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--force');
    expect(readFileSync(join(folder, 'cycle.wasm.leaky.ndjson'), 'utf8')).toBe(before);
    expect((await leaklab([...args, '--force'])).code).toBe(0);
  });
});

describe('wrong usage is exit 2, says what was expected, and what to do', () => {
  test.each<[string[], string]>([
    [['run', 'cylce'], 'Did you mean cycle?'],
    [['run', 'nothing-like-it-at-all'], '"leaklab list" shows all'],
    [['rnu'], 'Did you mean run?'],
    [['src/cache.mjs'], 'Did you mean leaklab check src/cache.mjs?'],
    [['run', '--budgte', '3s'], 'Did you mean --budget?'],
    [['run', '--budget', 'soon'], 'expected a time such as 500ms, 10s or 2m'],
    [['run', '--budget=-1'], 'expected a time'],
    [['run', '--threads', '0'], 'expected a number from 1 to 64'],
    [['run', '--threads', '1.5'], 'expected a number from 1 to 64'],
    [['run', '--jobs', 'many'], 'expected a number from 1 to 64'],
    [['run', '--limit', '1KiB'], 'expected a size from 16MiB to 4GiB'],
    [['run', '--confidence', '1'], 'expected a share'],
    [['run', '--confidence', 'NaN'], 'expected a share'],
    [['run', '--detect', '0'], 'expected a number of bytes above 0'],
    [['run', '--seed', '-1'], 'argument'],
    [['run', '--timeout'], 'argument'],
    [['run', '--theme', 'pink'], 'expected light or dark'],
    [['run', '--implementation', 'java'], 'expected wasm or ts'],
    [['run', '--variant', 'laeky'], 'Did you mean leaky?'],
    [
      ['run', 'cycle', '--implementation', 'wasm', '--variant', 'collected'],
      'They have leaky, fixed',
    ],
    [['report'], 'needs recordings'],
    [['report', 'no-such-file.ndjson'], 'there is no such file'],
    [['report', '--format', 'gif', 'x.ndjson'], 'expected terminal, json, svg, png'],
    [['list', 'cycle'], 'takes no arguments'],
  ])('leaklab %j', async (args, message) => {
    const { code, stdout, stderr } = await leaklab(args, { cwd: temporaryFolder() });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^leaklab: /);
    expect(stderr).not.toContain('    at ');
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test('an output folder that is a file', async () => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, 'taken'), '');
    for (const output of ['taken', join('taken', 'below')]) {
      const { code, stderr } = await leaklab(['run', 'cycle', '-o', output], { cwd });
      expect(stderr).toContain('a part of the path is a file');
      expect(code).toBe(2);
    }
  });

  test.runIf(process.platform !== 'win32' && process.getuid?.() !== 0)(
    'an output folder without permission',
    async () => {
      const cwd = temporaryFolder();
      mkdirSync(join(cwd, 'locked'));
      chmodSync(join(cwd, 'locked'), 0o500);
      const { code, stderr } = await leaklab(['run', 'cycle', '-o', join('locked', 'x')], { cwd });
      expect(stderr).toContain('no permission');
      expect(code).toBe(2);
    },
  );

  test.each([
    ['text', 'not a recording\n', 'line 1 is not JSON'],
    ['empty', '', 'an empty file'],
    ['other.json', '{"type":"header","schema":"other/1"}\n', 'line 1: '],
  ])('a recording that is none: %s', async (name, content, message) => {
    const cwd = temporaryFolder();
    writeFileSync(join(cwd, name), content);
    const { code, stderr } = await leaklab(['report', name], { cwd });
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

describe('help, version and list', () => {
  test.each([
    ['--help'],
    ['run', '--help'],
    ['check', '--help'],
    ['list', '--help'],
    ['report', '-h'],
  ])('leaklab %s %s shows usage and examples within 100 columns', async (...args) => {
    const { code, stdout } = await leaklab(args.filter((arg) => arg !== undefined));
    expect(stdout).toContain('Usage: leaklab');
    expect(stdout).toContain('Examples:');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(code).toBe(0);
  });

  test('no command shows the help and is wrong usage', async () => {
    const { code, stdout } = await leaklab([]);
    expect(stdout).toContain('Usage: leaklab');
    expect(code).toBe(2);
  });

  test('the version is the one of the package', async () => {
    const { stdout } = await leaklab(['--version']);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('list names every scenario with its variants, and gives all of it as JSON', async () => {
    const { stdout } = await leaklab(['list']);
    for (const { id, title } of scenarios) {
      expect(stdout).toContain(id);
      expect(stdout).toContain(title);
    }
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(JSON.parse((await leaklab(['list', '--json'])).stdout)).toEqual(scenarios);
  });
});
