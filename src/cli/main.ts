#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LeaklabError } from '../errors.ts';
import { packageRoot } from '../package-root.ts';
import type { Command } from './command.ts';

/** Commands are loaded when they are called: `--help` must not wait for what it does not need. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  run: async () => (await import('./run.ts')).runCommand,
  check: async () => (await import('./check.ts')).checkCommand,
  load: async () => (await import('./load.ts')).loadCommand,
  list: async () => (await import('./list.ts')).listCommand,
  report: async () => (await import('./report.ts')).reportCommand,
  heap: async () => (await import('./heap.ts')).heapCommand,
};

const HELP = `leaklab: does it leak, how many bytes an operation, in which memory?

Usage: leaklab <command> [options]

Commands:
  run [scenario…]       run the catalogue of leaks in Rust and TypeScript
  check <file…>         tell of your modules and .wasm files whether they leak
  load -- <command>     drive a server over HTTP, and tell whether it leaks
  list                  list the scenarios
  report <recording…>   judge recordings again; draw their charts
  heap <snapshot…>      tell what heap snapshots hold, who holds it, what grew

Options:
  -h, --help            this text; with a command, that command's options and
                        examples
  -v, --version         print the version

Examples:
  leaklab run
  leaklab run cycle forget --implementation wasm
  leaklab check cache.mjs
  leaklab load --on-port /items -- node server.js
  leaklab report leaklab-results/2026-01-31T12-00-00
  leaklab heap before.heapsnapshot after.heapsnapshot

Exit codes: 0 clean (run: all as labelled), 1 a leak (run: a verdict differs
from its label), 2 wrong usage or unreadable input, 3 inconclusive, 4 a subject
failed, 130 interrupted.
`;

const EXIT_USAGE = 2;
/** What a shell reports of a program that has an error of its own: sysexits.h, EX_SOFTWARE. */
const EXIT_SOFTWARE = 70;

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    process.stdout.write(HELP);
    return name === undefined ? EXIT_USAGE : 0;
  }
  if (name === '--version' || name === '-v') {
    process.stdout.write(`${version()}\n`);
    return 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) {
    const { nearest } = await import('./nearest.ts');
    const meant = /\.([mc]?[jt]s|wasm)$/.test(name)
      ? ` Did you mean leaklab check ${name}?`
      : /\.heapsnapshot(\.gz)?$/.test(name)
        ? ` Did you mean leaklab heap ${name}?`
        : nearest(name, Object.keys(COMMANDS));
    throw new LeaklabError(
      'usage',
      `There is no command ${JSON.stringify(name)}.${meant} "leaklab --help" lists the commands.`,
    );
  }
  const command = await load();
  // Behind "--" is a command of its own.
  const own = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest;
  if (own.includes('--help') || own.includes('-h')) {
    process.stdout.write(command.help);
    return 0;
  }
  return command.run(rest, { version: version() });
}

function version(): string {
  const manifest = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8'));
  return String(manifest.version);
}

// A reader that closes the pipe early (`leaklab list | head`) has what it wanted.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
    throw error;
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  if (thrown instanceof LeaklabError) {
    process.stderr.write(`leaklab: ${thrown.message}\n`);
    process.exitCode = thrown.code === 'subject' ? 4 : EXIT_USAGE;
  } else {
    process.stderr.write(`leaklab: an error of leaklab itself; please report it.\n`);
    process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
    process.exitCode = EXIT_SOFTWARE;
  }
}
