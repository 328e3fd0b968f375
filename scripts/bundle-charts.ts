import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { rolldown } from 'rolldown';
import { packageRoot } from '../src/package-root.ts';

/*
 * Replaces the compiled src/report/echarts.ts by a bundle with the pieces of Apache ECharts that it
 * imports: 0.6 MB instead of the 67 MB that echarts unpacks to. Run again it finds its own bundle,
 * which imports nothing more, and leaves it as it is.
 */
const output = join(packageRoot(), 'dist/src/report');
const file = join(output, 'echarts.js');

if (/\bfrom\s*["']echarts\//.test(readFileSync(file, 'utf8'))) {
  const bundle = await rolldown({
    input: file,
    platform: 'neutral',
    resolve: { mainFields: ['module', 'main'] },
    logLevel: 'warn',
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
  });
  const { output: chunks } = await bundle.generate({
    format: 'esm',
    minify: true,
    codeSplitting: false,
    comments: false,
  });
  await bundle.close();
  const [chunk] = chunks;
  const foreign = [...chunk.imports, ...chunk.dynamicImports];
  if (foreign.length > 0) throw new Error(`the bundle still imports ${foreign.join(', ')}`);

  writeFileSync(join(output, 'echarts.licenses.txt'), licences());
  writeFileSync(file, `/*! Licences: echarts.licenses.txt */\n${chunk.code}`);
  // It would lead to the lines of another file.
  rmSync(`${file}.map`, { force: true });
}

/** Of everything inside of the bundle, as these licences ask of those who pass it on. */
function licences(): string {
  const fromHere = createRequire(import.meta.url);
  const echarts = dirname(fromHere.resolve('echarts/package.json'));
  const fromEcharts = createRequire(join(echarts, 'package.json'));
  return [
    join(echarts, 'NOTICE'),
    join(echarts, 'LICENSE'),
    join(echarts, 'licenses/LICENSE-d3'),
    join(dirname(fromEcharts.resolve('zrender/package.json')), 'LICENSE'),
    // It doesn't export its package.json.
    join(dirname(fromEcharts.resolve('tslib')), 'LICENSE.txt'),
  ]
    .map((path) => readFileSync(path, 'utf8').trim())
    .join(`\n\n${'-'.repeat(80)}\n\n`);
}
