import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { scenarios } from '../scenarios/index.ts';
import { packageRoot } from '../src/package-root.ts';
import { EXIT } from '../src/report/exit-code.ts';
import { leaklab } from './helpers/leaklab.ts';

const root = packageRoot();
const readme = readFileSync(join(root, 'README.md'), 'utf8');

describe('the README', () => {
  it('has every scenario in its catalogue, in order, and no other', () => {
    const rows = rowsOf(section(readme, 'The catalogue'));
    expect(rows.map(([name]) => name)).toEqual(
      scenarios.map(({ id }) => `[${id}](scenarios/${id})`),
    );
  });

  it('has the exit codes that the code has', () => {
    const rows = rowsOf(section(readme, 'In scripts'));
    const codes = rows.map(([code, name]) => [name!.replaceAll('`', ''), Number(code)]);
    expect(Object.fromEntries(codes)).toEqual(EXIT);
    expect(codes).toHaveLength(Object.keys(EXIT).length);
  });

  it('shows the figures of a run', () => {
    const [, figures = ''] =
      /<!-- figures:begin.*-->\n([\s\S]*)<!-- figures:end -->/.exec(readme) ?? [];
    expect(figures).toMatch(/!\[.+\]\(docs\/.+\.svg\)/);
    expect(figures).toMatch(/\d+ of \d+ as labelled \(✓\) in \d/);
    expect(figures).toMatch(/Node v\d+\.\d+\.\d+, \w+-\w+/);
  });
});

describe.each(['README.md', 'CONTRIBUTING.md'])('%s', (file) => {
  const text = readFileSync(join(root, file), 'utf8');

  it('links to what is there', () => {
    const links = relativeLinks(text);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });

  it('calls npm scripts that are there', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const called = [...text.matchAll(/\bnpm run (?:--silent )?([\w:]+)/g)].map(([, name]) => name!);
    expect(called.length).toBeGreaterThan(0);
    expect(called.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});

describe('the command lines in the README', () => {
  const used = commandLines(readme);
  const helps = new Map<string, string>();

  beforeAll(async () => {
    const commands = new Set(used.map(({ command }) => command).filter((name) => name !== ANY));
    for (const command of commands) {
      const { code, stdout } = await leaklab([command, '--help']);
      // The general help would have options of no command.
      if (code === 0 && stdout.includes(`leaklab ${command}`)) helps.set(command, stdout);
    }
  });

  it('are found: the main commands, and more than a few options', () => {
    expect(used.map(({ command }) => command)).toEqual(
      expect.arrayContaining(['run', 'check', 'list', 'report']),
    );
    expect(used.flatMap(({ options }) => options).length).toBeGreaterThan(15);
  });

  it.each(used)('leaklab $command $options', ({ command, options }) => {
    const known = optionsIn(
      command === ANY ? [...helps.values()].join() : (helps.get(command) ?? ''),
    );
    expect(known).toContain('--help');
    expect(options.filter((option) => !known.includes(option))).toEqual([]);
  });

  it('leave no option unchecked', () => {
    const checked = new Set(used.flatMap(({ options }) => options));
    const rest = optionsIn(readme).filter(
      (option) => option.startsWith('--') && !checked.has(option),
    );
    expect(rest).toEqual([]);
  });
});

/** From a heading of the second level to the next. */
function section(text: string, heading: string): string {
  const [, body] = text.split(`\n## ${heading}\n`);
  if (body === undefined) throw new Error(`the README has no section "${heading}"`);
  return body.split('\n## ', 1)[0]!;
}

/** The cells of a table, without its head. */
function rowsOf(text: string): string[][] {
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function relativeLinks(text: string): string[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => target.replace(/#.*$/, ''))
    .filter((path) => path !== '');
}

interface CommandLine {
  readonly command: string;
  readonly options: readonly string[];
}

/** Of an option that stands alone in the text: its section tells which command has it. */
const ANY = 'any';

/** `leaklab <command> …` in code, `npm start -- …`, which is `leaklab run`, and options alone. */
function commandLines(text: string): CommandLine[] {
  const code = [...text.matchAll(/```[\s\S]*?```|`[^`\n]+`/g)].map(([piece]) => piece);
  const lines = code.flatMap((piece) => piece.replaceAll('`', '').split('\n'));
  return lines.flatMap((line) => {
    const called =
      /^(?:leaklab (?<command>[a-z]+)|npm start --(?= )|(?=--?[a-z]))(?<rest>.*)$/.exec(
        line.replace(/ +#.*$/, ''),
      );
    if (called === null) return [];
    const { command = line.startsWith('npm') ? 'run' : ANY, rest = '' } = called.groups ?? {};
    return [{ command, options: optionsIn(rest) }];
  });
}

function optionsIn(text: string): string[] {
  return [...text.matchAll(/(?<![\w-])--?[a-z][a-z-]*/g)].map(([option]) => option);
}
