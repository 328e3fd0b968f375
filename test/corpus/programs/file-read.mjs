// Reads a small file of its own.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function setup() {
  const folder = await mkdtemp(join(tmpdir(), 'corpus-'));
  const file = join(folder, 'settings.json');
  await writeFile(file, JSON.stringify({ name: 'settings', values: [1, 2, 3] }));
  return { folder, file };
}

export async function operation({ file }) {
  return JSON.parse(await readFile(file, 'utf8')).values.length;
}

export async function teardown({ folder }) {
  await rm(folder, { recursive: true });
}
