import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CheckValues } from '../../src/cli/check-request.ts';
import { readRequest } from '../../src/cli/check-request.ts';
import { DEFAULTS } from '../../src/options.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

function configFile(content: unknown): string {
  const path = join(temporaryFolder(), 'leaklab.config.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

const requestOf = (content: unknown, values: CheckValues = {}, files: string[] = []) =>
  readRequest(files, { config: configFile(content), ...values });

describe('what is asked for', () => {
  it('by the command line alone: the same for each file', async () => {
    const { subjects, settings } = await readRequest(['a.mjs', 'b/*.mjs'], {
      export: 'put',
      input: '{"id":"$i"}',
      budget: '3s',
      iterations: '500',
      env: ['A=1'],
    });
    const same = {
      folder: '.',
      name: null,
      export: 'put',
      input: { id: '$i' },
      call: null,
      launch: { environment: { A: '1' }, nodeOptions: [] },
      settings: { ...DEFAULTS, budgetMs: 3000, iterations: 500 },
    };
    expect(subjects).toEqual([
      { ...same, file: 'a.mjs' },
      { ...same, file: 'b/*.mjs' },
    ]);
    expect(settings).toEqual(same.settings);
  });

  it('by a config file: a subject by its name alone, or with what is its own', async () => {
    const { subjects, options, settings } = await requestOf({
      $schema: 'anything',
      subjects: [
        'a.mjs',
        { file: 'b.mjs', name: 'b', export: 'put', input: null, threads: 2, env: { B: '2' } },
      ],
      options: { budget: '20s', detect: 8, seed: 0, env: { A: '1' }, charts: true },
    });
    expect(subjects[0]).toMatchObject({
      file: 'a.mjs',
      export: null,
      input: undefined,
      launch: { environment: { A: '1' } },
      settings: { budgetMs: 20_000, detectBytesPerOperation: 8, seed: 0, threads: 1 },
    });
    expect(subjects[1]).toMatchObject({
      name: 'b',
      export: 'put',
      input: null,
      launch: { environment: { A: '1', B: '2' } },
      settings: { budgetMs: 20_000, threads: 2 },
    });
    expect(options.charts).toBe(true);
    expect(settings.threads).toBe(1);
  });

  it('by both: the command line comes first, then the subject, then the options of all', async () => {
    const { subjects, settings } = await requestOf(
      {
        subjects: [{ file: 'a.mjs', budget: '2s', detect: 2 }],
        options: { budget: '1s', detect: 1, seed: 5 },
      },
      { budget: '3s' },
    );
    expect(subjects[0]!.settings).toMatchObject({
      budgetMs: 3000,
      detectBytesPerOperation: 2,
      seed: 5,
    });
    expect(settings).toMatchObject({ budgetMs: 3000, detectBytesPerOperation: 1, seed: 5 });
  });

  it('by files and a config file: these files, with its options', async () => {
    const { subjects } = await requestOf({ subjects: ['a.mjs'], options: { seed: 9 } }, {}, [
      'c.mjs',
    ]);
    expect(subjects).toMatchObject([{ file: 'c.mjs', folder: '.', settings: { seed: 9 } }]);
  });

  it('has its paths from the folder of the config file', async () => {
    const path = configFile({
      subjects: ['a.mjs'],
      options: { output: 'out' },
      allow: 'leaklab.allow',
    });
    const folder = resolve(path, '..');
    const { subjects, options } = await readRequest([], { config: path });
    expect(subjects[0]!.folder).toBe(folder);
    expect(options).toMatchObject({
      output: join(folder, 'out'),
      allow: join(folder, 'leaklab.allow'),
    });
    const typed = await readRequest([], { config: path, output: 'here', allow: 'mine' });
    expect(typed.options).toMatchObject({ output: 'here', allow: 'mine' });
  });
});

describe('what is refused, with what to do', () => {
  it.each<[unknown, string]>([
    ['{ "subjects": [', 'is not JSON: '],
    [[], 'the whole: '],
    [{}, 'subjects: '],
    [{ subjects: [] }, 'subjects: expected one subject at least.'],
    [{ subjects: ['a'], optoins: {} }, 'there is no key "optoins". Did you mean options?'],
    [
      { subjects: ['a', { file: 'b', exprot: 'x' }] },
      'there is no key "exprot" in subjects[1]. Did you mean export?',
    ],
    [
      { subjects: ['a'], options: { budgte: 1 } },
      'there is no key "budgte" in options. Did you mean budget?',
    ],
    [{ subjects: [{ name: 'x' }] }, 'subjects[0].file: '],
    [{ subjects: [3] }, 'subjects[0]: '],
    [
      { subjects: ['a'], options: { threads: true } },
      'options.threads: expected text or a number.',
    ],
    [
      { subjects: ['a'], options: { threads: 0 } },
      'json: threads "0" can\'t be used: expected a number',
    ],
    [
      { subjects: [{ file: 'a', budget: 'soon' }] },
      'json: budget "soon" can\'t be used: expected a time',
    ],
  ])('a config file with %j', async (content, message) => {
    await expect(requestOf(content)).rejects.toThrow(message);
  });

  it('a config file that is not there, or a folder', async () => {
    await expect(readRequest([], { config: 'gone.json' })).rejects.toThrow(
      "Can't read gone.json: there is no such file",
    );
    await expect(readRequest([], { config: 'src' })).rejects.toThrow(
      "Can't read src: it is a folder",
    );
  });

  it('an input that is not JSON', async () => {
    await expect(readRequest(['a.mjs'], { input: 'text' })).rejects.toThrow(
      /--input "text" can't be read as JSON: .*Text needs quotes of its own/,
    );
  });

  it('nothing at all', async () => {
    await expect(readRequest([], {})).rejects.toThrow('needs a file');
  });
});
