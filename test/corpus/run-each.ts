import { loadModule } from '../../src/subject/load-module.ts';
import { corpus } from './index.ts';

/*
 * Runs fifty operations of every program, as built, where Node loads it rather than the test
 * runner; prints what failed. It has no end of its own: a program that leaves something running
 * after its teardown keeps the process alive.
 */
const OPERATIONS = 50;
/** Some are slow by design. */
const LONGEST_MS = 100;

const failures: Record<string, string> = {};
for (const { id, file, export: exported = null, input } of corpus) {
  try {
    const loaded = await loadModule({ kind: 'module', path: file, export: exported, input });
    if (!loaded.ok) throw loaded.thrown;
    const { operation, teardown } = loaded.subject;
    const start = performance.now();
    for (let index = 0; index < OPERATIONS; index++) {
      await operation(index);
      if (performance.now() - start > LONGEST_MS) break;
    }
    await teardown();
  } catch (thrown) {
    failures[id] = String(thrown);
  }
}
process.stdout.write(`${JSON.stringify({ programs: corpus.length, failures })}\n`);
