import { checkTogether } from '../evaluate/check-together.ts';
import type { Configuration } from './configurations.ts';

/** What was said of one configuration. */
export interface Answer {
  readonly configuration: Configuration;
  readonly verdict: string;
  readonly mechanism: string | null;
  readonly reason: string | null;
  /** The function that allocates, as it was named first. */
  readonly site: string | null;
  readonly durationMs: number;
}

/**
 * Runs configurations through `leaklab check`, as a user would, many to a command: each in a process of
 * its own, under a name that says nothing, with the file, the export and the settings.
 */
export async function measureAll(
  configurations: readonly Configuration[],
  options: { readonly iterations: number | null; readonly jobs: number },
  onDone: (done: number) => void,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let i = 0; i < configurations.length; i += CHUNK) {
    answers.push(...(await measure(configurations.slice(i, i + CHUNK), options)));
    onDone(answers.length);
  }
  return answers;
}

const CHUNK = 40;

async function measure(
  chunk: readonly Configuration[],
  { iterations, jobs }: { readonly iterations: number | null; readonly jobs: number },
): Promise<Answer[]> {
  const subjects = chunk.map(({ file, export: name }) => ({
    file,
    call: `${name}($i)`,
    ...(iterations === null ? {} : { iterations }),
  }));
  const results = await checkTogether(subjects, jobs);
  return chunk.map((configuration, i) => {
    const result = results[i];
    return {
      configuration,
      verdict: result?.verdict ?? 'missing',
      mechanism: result?.mechanism ?? null,
      reason: result?.reason ?? null,
      site: result?.allocatedAt?.[0]?.function ?? null,
      durationMs: result?.durationMs ?? 0,
    };
  });
}
