import { SourceMapConsumer, SourceMapGenerator } from 'source-map';

const generator = new SourceMapGenerator({ file: 'out.js' });
for (let line = 1; line < 60; line++) {
  const place = { line, column: line % 20 };
  generator.addMapping({ source: 'in.js', original: place, generated: place });
}
const map = generator.toJSON();

async function makeConsumer() {
  const consumer = await new SourceMapConsumer(map);
  // It reads the mappings when they are first asked for.
  consumer.originalPositionFor({ line: 3, column: 3 }); // made here
  return consumer;
}

export async function released() {
  (await makeConsumer()).destroy();
}

export async function forgotten() {
  await makeConsumer();
}

let kept = null;

export async function used(index) {
  kept ??= await makeConsumer();
  kept.originalPositionFor({ line: 1 + (index % 50), column: 4 });
}
