import { spawnSync } from 'node:child_process';
import { LeaklabError } from '../errors.ts';
import { builtFile } from '../harness/built-file.ts';
import type { Launch } from '../harness/cell.ts';

/** With these node does something else than to run the cell, or the cell can't do its work. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^--inspect-(brk|wait)/, 'it waits for a debugger, and would never begin'],
  [/^(-e|--eval|-p|-pe|--print|-c|--check|-i|--interactive|--run)$/, 'it runs other code'],
  [/^--(test|watch|watch-path|build-snapshot|experimental-sea-config)$/, 'it runs other code'],
  [/^(-h|--help|-v|--version|--v8-options|--completion-bash|--prof-process)$/, 'it ends at once'],
  [/^--(experimental-)?permission$/, 'subjects run in threads and processes of their own'],
  [/^--no-?expose[-_]gc$/, 'memory can be measured at rest alone'],
];

/**
 * A flag begins with a dash, and the parser of options would have it behind a "=" for that reason
 * alone: `--node-option --stack-size=2000` is joined before it sees it.
 */
export function joinNodeOptions(args: readonly string[]): string[] {
  return args.flatMap((arg, i) => {
    const next = args[i + 1];
    if (arg === '--node-option' && next?.startsWith('-')) return [`${arg}=${next}`];
    return args[i - 1] === '--node-option' && arg.startsWith('-') ? [] : [arg];
  });
}

/** `--env` and `--node-option`, refused here rather than by a process that does not start. */
export function launchOf(env: readonly string[], nodeOptions: readonly string[]): Launch {
  const environment = Object.fromEntries(env.map(variable));
  for (const option of nodeOptions) refuse(option, '--node-option');
  const inherited = environment.NODE_OPTIONS?.split(/\s+/).filter((option) => option !== '') ?? [];
  for (const option of inherited) refuse(option, 'NODE_OPTIONS');
  const launch = { nodeOptions, environment };
  const flags = [...inherited, ...nodeOptions];
  if (flags.length > 0) tryOut(launch, flags);
  return launch;
}

function variable(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw new LeaklabError(
    'usage',
    `--env ${JSON.stringify(text)} can't be used: expected a name and a value, as in --env MODE=test.`,
  );
}

function refuse(option: string, by: string): void {
  const name = option.replace(/=.*$/s, '');
  const [, reason] = REFUSED.find(([pattern]) => pattern.test(name.replaceAll('_', '-'))) ?? [];
  if (reason !== undefined) {
    throw new LeaklabError('usage', `${by} ${option} can't be used: ${reason}.`);
  }
  if (!/^-+[a-zA-Z]/.test(name) || /\s/.test(name)) {
    throw new LeaklabError(
      'usage',
      `${by} ${JSON.stringify(option)} can't be used: expected one flag with its value behind a "=", as in --node-option=--stack-size=2000. It may be repeated.`,
    );
  }
}

/** Node knows its flags; what it says of one that it does not know is one line on stderr. */
function tryOut({ nodeOptions, environment }: Launch, flags: readonly string[]): void {
  const { status, stderr } = spawnSync(
    process.execPath,
    [...nodeOptions, builtFile('controls/empty')],
    { env: { ...process.env, ...environment }, encoding: 'utf8' },
  );
  if (status === 0) return;
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const said =
    lines.find((line) => /bad option|not allowed|Error: /.test(line)) ??
    lines[0] ??
    `it ends with exit code ${status}`;
  throw new LeaklabError(
    'usage',
    `Node ${process.version} does not start with ${flags.join(' ')}: ${said.replace(process.execPath, 'node').trim()}`,
  );
}
