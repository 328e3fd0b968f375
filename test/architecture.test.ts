import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../src/package-root.ts';

interface Source {
  /** From the package's root, with slashes: "src/cli/run.ts". */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

interface Import {
  readonly to: string;
  /** Erased when compiled: it can't bring code along, nor close a cycle at run time. */
  readonly typeOnly: boolean;
}

const ROOT = packageRoot();
const sources = [...filesIn('src'), ...filesIn('scenarios')];
const inFolder = (folder: string): Source[] =>
  sources.filter(({ path }) => path.startsWith(`src/${folder}/`));

/** Stages, as the design names them. A file of `src` itself is a stage of its own. */
const stageOf = (path: string): string => {
  const [top, folder] = path.split('/');
  if (top === 'scenarios') return 'scenarios';
  return folder!;
};

/** What each stage may import, itself aside. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'index.ts': ['analysis', 'errors.ts', 'record', 'report', 'subject'],
  'errors.ts': [],
  'package-root.ts': [],
  'own-files.ts': ['package-root.ts'],
  'options.ts': ['errors.ts', 'record'],
  record: ['errors.ts'],
  wasm: [],
  analysis: ['record'],
  heap: [],
  subject: ['agent/protocol.ts', 'errors.ts', 'own-files.ts', 'package-root.ts', 'record', 'wasm'],
  agent: ['errors.ts', 'record', 'subject'],
  controls: [],
  harness: [
    'agent/protocol.ts',
    'analysis',
    'controls',
    'errors.ts',
    'heap',
    'own-files.ts',
    'package-root.ts',
    'record',
    'subject',
  ],
  load: [
    'agent/lines.ts',
    'agent/private-folder.ts',
    'agent/protocol.ts',
    'agent/server-protocol.ts',
    'analysis',
    'errors.ts',
    'harness',
    'heap',
    'record',
    'subject',
  ],
  report: ['analysis', 'errors.ts', 'own-files.ts', 'package-root.ts', 'record'],
  cli: [
    'analysis',
    'errors.ts',
    'harness',
    'load',
    'options.ts',
    'package-root.ts',
    'record',
    'report',
    'scenarios',
    'subject',
  ],
  scenarios: ['subject/scenario.ts'],
  // What runs in the user's production processes: the least that it can do with.
  watch: [
    'agent/heap-limit.ts',
    'analysis',
    'errors.ts',
    'harness/snapshot-file.ts',
    'heap',
    'options.ts',
    'record/memory-names.ts',
    'report/format.ts',
  ],
};

const isAllowed = (from: string, to: string): boolean => {
  if (stageOf(from) === stageOf(to)) return true;
  const within = to.replace(/^src\//, '');
  return (MAY_IMPORT[stageOf(from)] ?? []).some(
    (target) => target === within || target === stageOf(to),
  );
};

describe('the layout', () => {
  it('is read: there are sources, and their imports are seen', () => {
    expect(sources.length).toBeGreaterThan(60);
    expect(new Set(sources.map(({ path }) => stageOf(path)))).toEqual(
      new Set(Object.keys(MAY_IMPORT)),
    );
    const session = sources.find(({ path }) => path === 'src/cli/session.ts')!;
    // One of each kind: static, dynamic, of types alone.
    expect(session.imports).toContainEqual({ to: 'src/report/exit-code.ts', typeOnly: false });
    expect(session.imports).toContainEqual({ to: 'src/cli/charts.ts', typeOnly: false });
    expect(session.imports).toContainEqual({ to: 'src/report/result.ts', typeOnly: true });
  });

  it('has no import of a file that is not there', () => {
    const known = new Set(sources.map(({ path }) => path));
    const missing = sources.flatMap(({ path, imports }) =>
      imports.filter(({ to }) => !known.has(to)).map(({ to }) => `${path} → ${to}`),
    );
    expect(missing).toEqual([]);
  });

  it('has imports that go one way', () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports.filter(({ to }) => !isAllowed(path, to)).map(({ to }) => `${path} → ${to}`),
    );
    expect(wrong).toEqual([]);
  });

  it('has a command line that nothing imports', () => {
    const importers = sources.filter(
      ({ path, imports }) =>
        stageOf(path) !== 'cli' && imports.some(({ to }) => stageOf(to) === 'cli'),
    );
    expect(importers.map(({ path }) => path)).toEqual([]);
  });

  it('has no cycle of imports that are there at run time', () => {
    expect(cycles(({ typeOnly }) => !typeOnly)).toEqual([]);
  });

  it('has a schema that imports no file of the project', () => {
    expect(sources.find(({ path }) => path === 'src/record/schema.ts')!.imports).toEqual([]);
  });

  it('names the idea of each file', () => {
    const vague = sources.filter(({ path }) =>
      /(^|\/)(utils?|helpers?|common|misc|shared)(\/|\.)/.test(path),
    );
    expect(vague.map(({ path }) => path)).toEqual([]);
  });

  it('has no folder in a folder', () => {
    const deep = sources.filter(({ path }) => path.split('/').length > 3);
    expect(deep.map(({ path }) => path)).toEqual([]);
  });
});

describe('what judges', () => {
  // What a header knows of a subject; a verdict must not hang on it.
  const LABELS =
    /\b(Header|expected|subject\.\w+|Subject|Expected|Label|implementation|variant|startedAt|notes)\b/;

  const WHAT_A_MEMORY_IS = ['src/record/reading.ts', 'src/record/memory-names.ts'];

  it('reads no name and no label', () => {
    const told = inFolder('analysis').flatMap(({ path, text }) =>
      codeOf(text).flatMap((line) => (LABELS.test(line) ? [`${path}: ${line.trim()}`] : [])),
    );
    expect(told).toEqual([]);
  });

  it('touches no file, clock, randomness, process or console', () => {
    const impure = [...inFolder('analysis'), ...inFolder('heap'), ...inFolder('wasm')].flatMap(
      ({ path, text }) =>
        codeOf(text).flatMap((line) =>
          /\b(Date|performance|process|console|globalThis)\b|Math\.random|from 'node:/.test(line)
            ? [`${path}: ${line.trim()}`]
            : [],
        ),
    );
    expect(impure).toEqual([]);
  });

  it('is given types of the recording alone', () => {
    for (const { imports } of inFolder('analysis')) {
      for (const { to, typeOnly } of imports) {
        // A memory's size, read off a sample; its name for a sentence; and types.
        if (stageOf(to) === 'analysis' || WHAT_A_MEMORY_IS.includes(to)) continue;
        expect({ to, typeOnly }).toEqual({ to: 'src/record/schema.ts', typeOnly: true });
      }
    }
  });
});

describe("what runs beside the subject, in the worker's thread", () => {
  const beside = [
    ...inFolder('agent'),
    ...inFolder('controls'),
    ...sources.filter(({ path }) => /^src\/subject\/(load|linear)/.test(path)),
  ];

  it('knows no label', () => {
    expect(beside.length).toBeGreaterThan(8);
    const told = beside.flatMap(({ path, text }) =>
      codeOf(text).flatMap((line) =>
        // "expected a function" is what an error says.
        /\b(label|verdict|mechanism|Expected|Label|Header|expected)\b/.test(
          line.replaceAll(/expected an? /g, ''),
        )
          ? [`${path}: ${line.trim()}`]
          : [],
      ),
    );
    expect(told).toEqual([]);
  });

  it('loads no code that judges, reports or writes', () => {
    const reached = new Set<string>();
    const visit = (path: string): void => {
      if (reached.has(path)) return;
      reached.add(path);
      const source = sources.find((item) => item.path === path);
      for (const { to, typeOnly } of source?.imports ?? []) if (!typeOnly) visit(to);
    };
    visit('src/agent/worker.ts');
    expect(reached.size).toBeGreaterThan(5);
    const stages = new Set([...reached].map(stageOf));
    expect([...stages].sort()).toEqual([
      'agent',
      'errors.ts',
      'own-files.ts',
      'package-root.ts',
      'subject',
      'wasm',
    ]);
  });
});

function filesIn(folder: string): Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => {
      const file = join(ROOT, folder, name);
      const text = readFileSync(file, 'utf8');
      return { path: slashed(relative(ROOT, file)), text, imports: importsOf(text, dirname(file)) };
    });
}

/** Imports of files of the project; those of packages and of Node are free. */
function importsOf(text: string, folder: string): Import[] {
  const statement =
    /^(?:import|export)\b(\s+type\b)?[^;'"]*?from\s*'(\.[^']+)'|^import\s*'(\.[^']+)'|\bimport\(\s*'(\.[^']+)'\s*\)/gm;
  return [...text.matchAll(statement)].map(([, type, from, bare, dynamic]) => ({
    to: slashed(relative(ROOT, join(folder, (from ?? bare ?? dynamic)!))),
    typeOnly: type !== undefined,
  }));
}

/** The lines without their comments. */
function codeOf(text: string): string[] {
  return text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|\s)\/\/.*$/gm, '')
    .split('\n');
}

function cycles(counts: (item: Import) => boolean): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path);
    if (at !== -1) {
      found.push([...trail.slice(at), path].join(' → '));
      return;
    }
    if (done.has(path)) return;
    const source = sources.find((item) => item.path === path);
    for (const item of source?.imports ?? []) if (counts(item)) walk(item.to, [...trail, path]);
    done.add(path);
  };
  for (const { path } of sources) walk(path, []);
  return found;
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}
