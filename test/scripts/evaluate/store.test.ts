import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PlannedRun } from '../../../scripts/evaluate/plan.ts';
import type { RunRecord } from '../../../scripts/evaluate/store.ts';
import {
  isRecorded,
  runPath,
  storedRuns,
  textHashOf,
  writeWhole,
} from '../../../scripts/evaluate/store.ts';
import { program } from '../../helpers/programs.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const subject = program({ id: 'a.b' });

const planned = (over: Partial<PlannedRun> = {}): PlannedRun => ({
  program: subject,
  node: { path: '/node', version: 'v20.20.2' },
  repeat: 3,
  seed: 7,
  ...over,
});

const recorded = (over: Partial<RunRecord> = {}): RunRecord => ({
  schema: 'leaklab.evaluation-run/1',
  id: subject.id,
  repeat: 3,
  seed: 7,
  node: 'v20.20.2',
  textHash: textHashOf(subject),
  commit: null,
  machine: { cpu: 'a', cores: 2, platform: 'linux-x64' },
  loadAverage: 0,
  startedAt: '2026-01-31T12:00:00.000Z',
  wallMs: 900,
  exitCode: 1,
  signal: null,
  stderr: '',
  report: null,
  ...over,
});

describe('the store', () => {
  it('names a run by its Node, program and repeat', () => {
    expect(runPath('/out', planned())).toBe(join('/out', '20', 'a.b.3'));
  });

  it('knows a run that is there, until the program or the way it is called changes', () => {
    const folder = temporaryFolder();
    expect(isRecorded(folder, planned())).toBe(false);
    writeWhole(`${runPath(folder, planned())}.json`, recorded());
    expect(isRecorded(folder, planned())).toBe(true);
    expect(isRecorded(folder, planned({ repeat: 4 }))).toBe(false);
    expect(isRecorded(folder, planned({ program: { ...subject, export: 'other' } }))).toBe(false);
    expect(isRecorded(folder, planned({ program: { ...subject, input: 1 } }))).toBe(false);
    const edited = join(folder, 'edited.mjs');
    writeFileSync(edited, 'export default 1');
    expect(isRecorded(folder, planned({ program: { ...subject, file: edited } }))).toBe(false);
  });

  it('finds the runs of known programs, with their recordings, and counts older texts', () => {
    const folder = temporaryFolder();
    const path = runPath(folder, planned());
    writeWhole(`${path}.json`, recorded());
    writeFileSync(`${path}.ndjson`, '');
    writeWhole(`${runPath(folder, planned({ repeat: 4 }))}.json`, recorded({ repeat: 4 }));
    writeWhole(
      `${runPath(folder, planned({ repeat: 5 }))}.json`,
      recorded({ repeat: 5, textHash: 'older' }),
    );
    writeWhole(join(folder, '20', 'stranger.1.json'), recorded({ id: 'stranger' }));
    // A writer that was killed, and what is no Node.
    writeFileSync(join(folder, '20', 'a.b.6.json.draft'), '{"torn');
    mkdirSync(join(folder, 'charts'));
    const { runs, outdated } = storedRuns(folder, [subject]);
    expect(outdated).toBe(1);
    expect(runs.map(({ run, recording }) => [run.repeat, recording])).toEqual([
      [3, `${path}.ndjson`],
      [4, null],
    ]);
  });

  it('is empty where there is no folder', () => {
    expect(storedRuns('/nowhere', [subject])).toEqual({ runs: [], outdated: 0 });
  });
});
