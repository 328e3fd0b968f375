import { LeaklabError } from '../errors.ts';
import type { HeapAnswer, HeapQuestion } from '../harness/ask-heap.ts';
import { objectName } from '../report/heap-object-name.ts';

type Nearest = Extract<HeapAnswer, { kind: 'no such object' }>['nearest'];

export function noSuchObject(question: HeapQuestion, nearest: Nearest): LeaklabError {
  const id = question.kind === 'object' ? question.id : 0;
  const there = nearest.map((object) => `@${object.id} (${objectName(object)})`).join(' and ');
  return new LeaklabError(
    'usage',
    `${question.path} has no object @${id}. The nearest numbers are those of ${there}. "leaklab heap ${question.path} --class <name>" lists objects with their numbers.`,
  );
}

export async function noSuchClass(
  question: HeapQuestion,
  names: readonly string[],
): Promise<LeaklabError> {
  const name = question.kind === 'class' ? question.name : '';
  const inOtherCase = names.find((known) => known.toLowerCase() === name.toLowerCase());
  const { nearest } = await import('./nearest.ts');
  const meant = inOtherCase === undefined ? nearest(name, names) : ` Did you mean ${inOtherCase}?`;
  return new LeaklabError(
    'usage',
    `${question.path} has no class ${JSON.stringify(name)}.${meant} "leaklab heap ${question.path} --top 1000" lists the classes.`,
  );
}
