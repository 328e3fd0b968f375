import type { ScriptSource } from '../agent/protocol.ts';
import type { GrowthEvidence, PlacedStep } from '../heap/object-evidence.ts';
import { isOwnFile } from '../own-files.ts';
import type { ObjectGrowth, PathStep } from '../record/schema.ts';
import { fileOf, originalFile, originalPosition } from './source-maps.ts';

/** Growth as it is recorded: with places in the files that were written, and what was asked of promises. */
export function recordedGrowth(
  { keys: _, path, within, contents, promises, ...growth }: GrowthEvidence,
  unsettled: number,
  sources: Sources,
): ObjectGrowth {
  const written = (step: PlacedStep): PathStep => ({ ...step, place: writtenPlace(step, sources) });
  // What a subject's setup returned is held by leaklab itself.
  const own = path.findLastIndex(({ place }) => place !== null && isOwnFile(place.file));
  return {
    ...growth,
    path: path.slice(own + 1).map(written),
    within: within.map(written),
    contents: contents.map((content) => ({ ...content })),
    promises: { count: promises.count, unsettled },
  };
}

/** In the file that was written, where a source map leads there. */
function writtenPlace({ place }: PlacedStep, sources: Sources): PathStep['place'] {
  if (place === null) return null;
  // A CommonJS file in TypeScript has a module around it, at the same address and without a map.
  const own = sources.filter(({ url }) => fileOf(url) === fileOf(place.file));
  const sourceMap = own.find((source) => source.sourceMap !== '')?.sourceMap ?? '';
  const script = { url: place.file, sourceMap };
  const at = place.line === null ? null : originalPosition(script, place.line, place.column ?? 1);
  return at === null
    ? { ...place, line: null, column: null, file: originalFile(script) }
    : { function: place.function, ...at };
}

type Sources = readonly Pick<ScriptSource, 'url' | 'sourceMap'>[];
