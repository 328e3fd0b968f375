import type { Subject } from './schema.ts';

/** "cycle wasm leaky", or with another separator: what of a subject's name is known. */
export function subjectName(
  { name, implementation, variant }: Pick<Subject, 'name' | 'implementation' | 'variant'>,
  separator = ' ',
): string {
  return [name, implementation, variant].filter((part) => part !== null).join(separator);
}
