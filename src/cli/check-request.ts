import { existsSync } from 'node:fs';
import { LeaklabError } from '../errors.ts';
import type { Launch } from '../harness/cell.ts';
import type { SettingTexts } from '../options.ts';
import { resolveSettings } from '../options.ts';
import type { Settings } from '../record/schema.ts';
import type { CheckConfig, LocatedConfig } from './check-config.ts';
import type { CheckSubject } from './check-subject.ts';
import { inputOf } from './input-option.ts';
import { launchOf } from './launch-options.ts';

/** The options of `leaklab check` as its command line has them. */
export type CheckValues = Omit<CheckConfig['options'], 'input'> & {
  readonly input?: string;
  readonly config?: string;
  readonly allow?: string;
};

export interface CheckRequest {
  readonly subjects: readonly CheckSubject[];
  /** Of the whole run: where to, how it is shown. */
  readonly options: CheckConfig['options'] & { readonly allow?: string | undefined };
  readonly settings: Settings;
}

/**
 * What is to be measured and how: from the command line, and from the config file where it is asked
 * for or no file is named. A subject's own options come before those of all, and what was typed
 * comes before both.
 */
export async function readRequest(
  files: readonly string[],
  values: CheckValues,
): Promise<CheckRequest> {
  const path = configPath(files, values.config);
  const config = path === null ? null : await configAt(path);
  const { input, ...rest } = values;
  const typed = input === undefined ? rest : { ...rest, input: inputOf(input) };
  const common = config?.options ?? {};
  const settle = (own: SettingTexts = {}): Settings =>
    resolveSettings({ ...common, ...own, ...typed } as SettingTexts, (name) =>
      Object.hasOwn(typed, name) ? `--${name}` : `${path}: ${name}`,
    );

  const launches = new Map<string, Launch>();
  const launchFor = (given: readonly Pick<CheckValues, 'env' | 'node-option'>[]): Launch => {
    const env = given.flatMap((options) => options.env ?? []);
    const nodeOptions = given.flatMap((options) => options['node-option'] ?? []);
    const key = JSON.stringify([env, nodeOptions]);
    const launch = launches.get(key) ?? launchOf(env, nodeOptions);
    launches.set(key, launch);
    return launch;
  };
  const subjects = files.length > 0 ? files.map((file) => ({ file })) : (config?.subjects ?? []);
  return {
    subjects: subjects.map((own: CheckConfig['subjects'][number]): CheckSubject => {
      const merged = { ...common, ...own, ...typed };
      return {
        file: own.file,
        folder: files.length > 0 ? '.' : (config?.folder ?? '.'),
        name: own.name ?? null,
        export: merged.export ?? null,
        input: merged.input,
        call: merged.call ?? null,
        launch: launchFor([common, own, typed]),
        settings: settle(own),
      };
    }),
    options: { allow: config?.allow, ...common, ...typed },
    settings: settle(),
  };
}

/** Loaded where it is needed: what validates it takes longer than the rest of the command's start. */
async function configAt(path: string): Promise<LocatedConfig> {
  const { readConfig } = await import('./check-config.ts');
  return readConfig(path);
}

const CONFIG_NAME = 'leaklab.config.json';

function configPath(files: readonly string[], asked: string | undefined): string | null {
  if (asked !== undefined) return asked;
  if (files.length > 0) return null;
  if (existsSync(CONFIG_NAME)) return CONFIG_NAME;
  throw new LeaklabError(
    'usage',
    `leaklab check needs a file: a module that exports an operation, or a .wasm. There is no ${CONFIG_NAME} in this folder, either.`,
  );
}
