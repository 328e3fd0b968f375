import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LeaklabError } from '../../src/errors.ts';
import { explainLoadError } from '../../src/subject/load-error.ts';
import { loadInWorker } from '../helpers/load-in-worker.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('a module that does not load says why, where, and what to do', () => {
  it.each<{ name: string; files: Record<string, string>; message: RegExp }>([
    {
      name: 'it does not parse',
      files: { 'subject.mjs': 'const a = 1;\nexport function operation( {\n  a = = 3;\n}\n' },
      message: /subject\.mjs:3:7 does not parse: Unexpected "=" in `a = = 3;`$/,
    },
    {
      name: 'it is CommonJS and does not parse',
      files: { 'subject.cjs': 'const a = 1;\nconst b = = 3;\n' },
      message: /subject\.cjs:2 does not parse: Unexpected token '=' in `const b = = 3;`$/,
    },
    {
      name: 'a module that it imports does not parse',
      files: { 'subject.mjs': "import './deep/bad.mjs';", 'deep/bad.mjs': '\nlet let;' },
      message: /deep.bad\.mjs:2:5 does not parse/,
    },
    {
      name: 'it imports a name that is not there',
      files: { 'subject.mjs': "import { nope } from 'node:fs';" },
      message: /subject\.mjs:1 can't be loaded: .*nope.* in `import \{ nope \} from 'node:fs';`$/,
    },
    {
      name: 'it imports a package that is not installed',
      files: { 'subject.mjs': "import '@not/installed/sub';" },
      message:
        /it can't be loaded: Cannot find package '@not\/installed' .*: npm install @not\/installed$/,
    },
    {
      name: 'it requires a package that is not installed',
      files: { 'subject.cjs': "require('not-installed/sub');" },
      message:
        /module 'not-installed\/sub' imported from .*subject\.cjs\. .*: npm install not-installed$/,
    },
    {
      name: 'it imports a file that is not there',
      files: { 'subject.mjs': "import './gone.js';" },
      message: /Cannot find module .*gone\.js.* imported from .*subject\.mjs\. Mend the import/,
    },
  ])('$name', async ({ files, message }) => {
    const folder = temporaryFolder();
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const { error } = await loadInWorker(join(folder, Object.keys(files)[0]!));
    expect(error).toMatch(message);
    expect(error).not.toContain('\n');
  });

  it.each([
    ["Module did not self-register: '/x.node'.", /main thread alone, for it is not context-aware/],
    ['/x.node: wrong ELF class', /npm rebuild builds it again/],
  ])('a native add-on: %s', async (said, message) => {
    const thrown = Object.assign(new Error(said), { code: 'ERR_DLOPEN_FAILED' });
    const explained = await explainLoadError(thrown, '/x.mjs');
    expect(explained).toBeInstanceOf(LeaklabError);
    expect((explained as Error).message).toMatch(message);
    expect((explained as Error).cause).toBe(thrown);
  });

  it.each([new TypeError('at once'), 'text', undefined])(
    'what it throws itself is left as it is: %s',
    async (thrown) => {
      expect(await explainLoadError(thrown, '/x.mjs')).toBe(thrown);
    },
  );
});
