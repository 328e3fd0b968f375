import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { LeaklabError } from '../errors.ts';
import { nearest } from './nearest.ts';

/** As on the command line, or the number itself. */
const text = z.union([z.string(), z.number()], 'expected text or a number').transform(String);

const settings = {
  threads: text.optional(),
  iterations: text.optional(),
  budget: text.optional(),
  timeout: text.optional(),
  limit: text.optional(),
  detect: text.optional(),
  confidence: text.optional(),
  seed: text.optional(),
};

/** How a subject is called and started. */
const calling = {
  export: z.string().optional(),
  /** The value itself, not its text. */
  input: z.unknown().optional(),
  call: z.string().optional(),
  env: z
    .record(z.string(), z.string())
    .transform((values) => Object.entries(values).map(([name, value]) => `${name}=${value}`))
    .optional(),
  'node-option': z.array(z.string()).optional(),
};

const subjectSchema = z.preprocess(
  (value) => (typeof value === 'string' ? { file: value } : value),
  z.strictObject({ file: z.string(), name: z.string().optional(), ...calling, ...settings }),
);

const configSchema = z.strictObject({
  $schema: z.string().optional(),
  subjects: z.array(subjectSchema).min(1, 'expected one subject at least'),
  options: z
    .strictObject({
      ...calling,
      ...settings,
      jobs: text.optional(),
      output: z.string().optional(),
      force: z.boolean().optional(),
      json: z.boolean().optional(),
      charts: z.boolean().optional(),
      theme: z.string().optional(),
      'no-progress': z.boolean().optional(),
    })
    .default({}),
  allow: z.string().optional(),
});

export type CheckConfig = z.infer<typeof configSchema>;

/** Its subjects are found from the folder in which it is. */
export type LocatedConfig = CheckConfig & { readonly folder: string };

/** Reads and validates `leaklab.config.json`. Its paths are made absolute. */
export function readConfig(path: string): LocatedConfig {
  const parsed = configSchema.safeParse(parseJson(path));
  if (!parsed.success) throw new LeaklabError('usage', `${path}: ${wrong(parsed.error)}`);
  const folder = dirname(resolve(path));
  const { options, allow, ...rest } = parsed.data;
  return {
    ...rest,
    folder,
    options:
      options.output === undefined
        ? options
        : { ...options, output: resolve(folder, options.output) },
    ...(allow === undefined ? {} : { allow: resolve(folder, allow) }),
  };
}

function parseJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message;
    throw new LeaklabError('io', `Can't read ${path}: ${why}.`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LeaklabError('usage', `${path} is not JSON: ${(cause as Error).message}.`, { cause });
  }
}

function wrong({ issues }: z.ZodError): string {
  // A key that is misspelt is missing, too: the former says it better.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!;
  const where = issue.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`));
  const place = where.join('').replace(/^\./, '');
  if (issue.code !== 'unrecognized_keys') {
    return `${place === '' ? 'the whole' : place}: ${issue.message}.`;
  }
  const unknown = issue.keys[0]!;
  const inside = place === '' ? '' : ` in ${place}`;
  return `there is no key ${JSON.stringify(unknown)}${inside}.${nearest(unknown, keysAt(issue.path))}`;
}

/** The keys that are known where an unknown one was found. */
function keysAt([first]: readonly PropertyKey[]): string[] {
  if (first === 'options') return Object.keys(configSchema.shape.options.unwrap().shape);
  if (first === 'subjects') return Object.keys(subjectSchema.def.out.shape);
  return Object.keys(configSchema.shape);
}
