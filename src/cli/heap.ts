import type { HeapAnswer, HeapQuestion } from '../harness/ask-heap.ts';
import { askHeap } from '../harness/ask-heap.ts';
import type { HeapReport } from '../report/heap-result.ts';
import { HEAP_SCHEMA } from '../report/heap-result.ts';
import { renderHeap } from '../report/heap-terminal.ts';
import { paintFor } from '../report/paint.ts';
import { columnsOf } from './columns.ts';
import type { Command } from './command.ts';
import { noSuchClass, noSuchObject } from './heap-errors.ts';
import { DEFAULT_TOP, formatOf, memoryOf, questionOf, topOf } from './heap-question.ts';
import { parse } from './parse.ts';

const HELP = `Looks into heap snapshots of Node, Deno, Chrome or Electron: what is in them, who
holds it, and what grew from one to the next.

Usage: leaklab heap <snapshot>                       what is in it
       leaklab heap <before> <after> [<later>]       what grew

What grew is what is in the second snapshot and not in the first; with a third,
only what is still in that: what came and went is no leak. Take them from one
process, after the same operation: v8.writeHeapSnapshot(), --heapsnapshot-signal
or DevTools. They may be gzipped.

Options:
      --path <node id>    who holds the object with this number: the shortest
                          strong path from a root
      --class <name>      the objects of a class, and who holds them
      --top <n>           list no more than so many of each (default ${DEFAULT_TOP})
      --format <format>   terminal (default), json, html (a page of tables) or
                          flamegraph (a picture of what retains what)
      --json              the same as --format json
  -o, --output <dir>      where pages and pictures are written (default: beside
                          the snapshot)
  -f, --force             replace those that are there already
      --memory <bytes>    how much memory may be used, such as 4GiB (default: nine
                          tenths of what the machine or container has)
  -h, --help              this text

Examples:
  leaklab heap app.heapsnapshot
  leaklab heap before.heapsnapshot after.heapsnapshot later.heapsnapshot
  leaklab heap app.heapsnapshot --path 43657
  leaklab heap app.heapsnapshot --class Session --top 3
  leaklab heap app.heapsnapshot --format flamegraph --output pictures

Exit codes: 0 looked into, whether something grew or not; 2 wrong usage or
unreadable input.
`;

export const heapCommand: Command = {
  help: HELP,
  async run(args, { version }) {
    const { values, positionals } = await parse('heap', args, {
      path: { type: 'string' },
      class: { type: 'string' },
      top: { type: 'string' },
      format: { type: 'string' },
      json: { type: 'boolean' },
      output: { type: 'string', short: 'o' },
      force: { type: 'boolean', short: 'f' },
      memory: { type: 'string' },
    });
    const format = values.json === true ? 'json' : formatOf(values.format);
    const question = questionOf(positionals, values.path, values.class, format);
    const answer = await askHeap(question, {
      top: topOf(values.top),
      memoryBytes: memoryOf(values.memory),
    });
    const folder = values.output ?? null;
    const overwrite = values.force === true;
    if (answer.kind === 'icicle') {
      const { writeFlamegraph } = await import('./heap-files.ts');
      const path = await writeFlamegraph(answer.icicle, question.path, { folder, overwrite });
      process.stdout.write(`${path}\n`);
      return 0;
    }
    const report = await reportOf(question, answer, version);
    if (format === 'html') {
      const { writePage } = await import('./heap-files.ts');
      const path = await writePage(report, question.path, { folder, overwrite });
      process.stdout.write(`${path}\n`);
    } else if (format === 'json') {
      process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    } else {
      const paint = paintFor(process.stdout, process.env);
      process.stdout.write(renderHeap(report, { columns: columnsOf(process.stdout), paint }));
    }
    return 0;
  },
};

async function reportOf(
  question: HeapQuestion,
  answer: Exclude<HeapAnswer, { kind: 'icicle' }>,
  version: string,
): Promise<HeapReport> {
  if (answer.kind === 'no such object') throw noSuchObject(question, answer.nearest);
  if (answer.kind === 'no such class') throw await noSuchClass(question, answer.names);
  const paths =
    question.kind === 'growth'
      ? [question.before, question.path, question.after].filter((path) => path !== null)
      : [question.path];
  const examined = question.kind === 'growth' ? 1 : 0;
  return {
    schema: HEAP_SCHEMA,
    tool: { version, node: process.version, platform: `${process.platform}-${process.arch}` },
    snapshots: paths.map((path, i) => ({ path, examined: i === examined })),
    summary: answer.kind === 'summary' ? answer.summary : null,
    growth:
      answer.kind === 'growth'
        ? { ...answer.growth, sharedWithBefore: answer.sharedWithBefore }
        : null,
    object: answer.kind === 'object' ? { object: answer.object, path: answer.path } : null,
    class: answer.kind === 'class' ? answer.members : null,
  };
}
