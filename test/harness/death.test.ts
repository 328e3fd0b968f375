import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../src/harness/schedule.ts';
import { readRecording } from '../../src/record/reader.ts';
import type { Controls } from '../../src/record/schema.ts';
import { startLeaklab } from '../helpers/leaklab.ts';
import { measureFixture } from '../helpers/measure-fixture.ts';
import { descendantsOf, survivors } from '../helpers/processes.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const POSIX = process.platform !== 'win32';

const recordingsIn = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .map((name) => join(folder, name));

const controlsHeld = (controls: Controls | null): boolean =>
  controls?.planted.found === true && controls.empty.clean;

/** One cell may have ended and the next not have begun. */
async function killSomeCellOf(parent: number): Promise<void> {
  for (;;) {
    const [cell] = descendantsOf(parent);
    if (cell !== undefined && wasKilled(cell)) return;
    await sleep(5);
  }
}

/** False where it has ended by itself since it was seen. */
function wasKilled(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

const startRun = (folder: string, ...more: string[]) =>
  startLeaklab(['run', 'cycle', 'forget', '--no-charts', '--output', folder, ...more]);

describe.runIf(POSIX)('killed at a random moment', () => {
  const random = seededRandom(20);
  const moments = Array.from({ length: 5 }, () => Math.round(200 + random() * 3500));

  test.each(moments)('the parent, after %i ms: no orphan, every recording readable', async (ms) => {
    const folder = temporaryFolder();
    const { child, finished } = startRun(folder);
    await sleep(ms);
    const below = descendantsOf(child.pid!);
    child.kill('SIGKILL');
    await finished;
    expect(await survivors(below, 5000)).toEqual([]);
    for (const path of recordingsIn(folder)) {
      expect(readRecording(path).header.type).toBe('header');
    }
  });

  test.each(moments.slice(0, 3))(
    'a cell, after %i ms: its subject failed, the run goes on',
    async (ms) => {
      const folder = temporaryFolder();
      const { child, finished } = startRun(folder, '--json');
      await sleep(1000 + ms);
      await killSomeCellOf(child.pid!);
      const { code, stdout } = await finished;
      const { results, controls } = JSON.parse(stdout);
      const failed = results.filter((result: { verdict: string }) => result.verdict === 'failed');
      expect(results).toHaveLength(9);
      expect(failed.length).toBeLessThanOrEqual(1);
      for (const { reason } of failed) expect(reason).toContain('SIGKILL');
      // It may have been a control's cell: then nothing is certain. Or one that had said all.
      expect(code).toBe(failed.length === 1 ? 4 : controlsHeld(controls) ? 0 : 3);
      for (const path of recordingsIn(folder)) expect(readRecording(path).remarks).toEqual([]);
    },
  );

  test('a subject that started a process takes it along', async () => {
    const controller = new AbortController();
    const before = new Set(descendantsOf(process.pid));
    const measuring = measureFixture('spawns-children.mjs', {}, controller.signal);
    await sleep(500);
    const started = descendantsOf(process.pid).filter((pid) => !before.has(pid));
    // The cell, and the process that its subject started.
    expect(started.length).toBeGreaterThanOrEqual(2);
    controller.abort();
    await measuring;
    expect(await survivors(started, 5000)).toEqual([]);
  });
});

describe.runIf(POSIX)('interrupted with Ctrl-C', () => {
  test('cells end, recordings stay readable, the partial result says so, exit 130', async () => {
    const folder = temporaryFolder();
    const { child, finished } = startRun(folder);
    await sleep(3000);
    const below = descendantsOf(child.pid!);
    child.kill('SIGINT');
    const { code, stdout } = await finished;
    expect(code).toBe(130);
    expect(stdout).toContain('interrupted');
    expect(await survivors(below, 5000)).toEqual([]);
    for (const path of recordingsIn(folder)) expect(readRecording(path).remarks).toEqual([]);
  });

  test('as JSON, the partial result says so, too', async () => {
    const { child, finished } = startRun(temporaryFolder(), '--json');
    await sleep(3000);
    child.kill('SIGINT');
    const { code, stdout } = await finished;
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ schema: 'leaklab.report/1', interrupted: true });
  });
});
