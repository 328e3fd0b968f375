import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/package-root.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const root = packageRoot();

function evaluate(folder: string, ...args: readonly string[]): { status: number; stderr: string } {
  const script = join(root, 'dist', 'scripts', 'evaluate.js');
  const options = ['--corpus', join(folder, 'corpus.mjs'), '-o', folder, '--docs', folder];
  const { status, stderr } = spawnSync(process.execPath, [script, ...args, ...options], {
    encoding: 'utf8',
  });
  return { status: status!, stderr };
}

it('records, judges and reports, and goes on where it stopped', () => {
  const folder = temporaryFolder();
  const program = (id: string, verdict: string, memory: string | null) => ({
    ...{ id, verdict, memory, hard: false, kind: 'map', bytesPerOperation: null },
    file: join(root, 'test', 'fixtures', 'subjects', `${id}.mjs`),
  });
  const corpus = [program('map-grows', 'leak', 'js-heap'), program('big-garbage', 'clean', null)];
  writeFileSync(join(folder, 'corpus.mjs'), `export const corpus = ${JSON.stringify(corpus)};`);
  const only = ['--programs', 'corpus', '--repeats', '1'];

  const first = evaluate(folder, 'record', ...only, '--only', 'map');
  expect(first.stderr).toContain('1 runs of 1 programs');
  const major = process.versions.node.split('.')[0]!;
  const names = () => readdirSync(join(folder, major)).sort();
  expect(names()).toEqual(['map-grows.1.json', 'map-grows.1.ndjson']);
  const kept = readFileSync(join(folder, major, 'map-grows.1.json'), 'utf8');

  const rest = evaluate(folder, ...only);
  expect(rest).toMatchObject({ status: 0 });
  expect(rest.stderr).toContain('2 runs of 2 programs');
  expect(rest.stderr).toContain('1 are there already');
  expect(names()).toHaveLength(4);
  expect(readFileSync(join(folder, major, 'map-grows.1.json'), 'utf8')).toBe(kept);

  const run = JSON.parse(kept);
  expect(run).toMatchObject({ id: 'map-grows', repeat: 1, node: process.version });
  // What it says is another test's business: this machine may be too busy for a verdict.
  expect(run.report.results).toHaveLength(1);
  expect(run.wallMs).toBeGreaterThan(run.report.durationMs);
  const [header] = readFileSync(join(folder, major, 'map-grows.1.ndjson'), 'utf8').split('\n');
  // The process knew its seed, and nothing of the answer.
  expect(JSON.parse(header!)).toMatchObject({ expected: null, settings: { seed: run.seed } });

  expect(readFileSync(join(folder, 'accuracy.md'), 'utf8')).toContain(
    '# How often leaklab is right',
  );
  expect(readFileSync(join(folder, 'accuracy.svg'), 'utf8')).toContain('</svg>');
  // Once each is too little for the targets: that there is no flake can't be known.
  expect(evaluate(folder, 'report', ...only, '--check')).toMatchObject({ status: 1 });
});

it.each([
  [['judge'], 'There is no run in'],
  [['report'], 'run the stage judge first'],
  [['--only', 'nothing at all'], 'no program matches'],
  [['--nodes'], "Unknown option '--nodes'"],
  [['record', '--node', '/nowhere/node', '--only', 'a'], 'is no Node'],
])('%j without what it needs ends with 2, and says why', (args, message) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'corpus.mjs'), 'export const corpus = [];');
  const { status, stderr } = evaluate(folder, ...args);
  expect(stderr).toContain(message);
  expect(status).toBe(2);
});
