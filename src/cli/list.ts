import { scenarios } from '../../scenarios/index.ts';
import { paintFor } from '../report/paint.ts';
import { wrap } from '../report/wrap.ts';
import type { Scenario } from '../subject/scenario.ts';
import { columnsOf } from './columns.ts';
import type { Command } from './command.ts';
import { parse } from './parse.ts';

const HELP = `Lists the scenarios of the catalogue: what leaks, and the cures.

Usage: leaklab list [options]

Options:
      --json   the same as JSON, with the label of every variant
  -h, --help   this text

Examples:
  leaklab list
  leaklab list --json
`;

export const listCommand: Command = {
  help: HELP,
  async run(args) {
    const { values, positionals } = await parse('list', args, { json: { type: 'boolean' } });
    if (positionals.length > 0) {
      const { LeaklabError } = await import('../errors.ts');
      throw new LeaklabError('usage', `leaklab list takes no arguments; got ${positionals[0]}.`);
    }
    process.stdout.write(
      values.json === true
        ? `${JSON.stringify(scenarios, null, 2)}\n`
        : render(columnsOf(process.stdout)),
    );
    return 0;
  },
};

function render(columns: number): string {
  const paint = paintFor(process.stdout, process.env);
  return scenarios
    .map((scenario) =>
      [
        paint.bold(scenario.id),
        ...wrap(scenario.title, columns, '  ', '  '),
        ...wrap(scenario.teaches, columns, '  ', '  '),
        ...variantLines(scenario, columns),
        '',
      ].join('\n'),
    )
    .join('\n');
}

function variantLines(scenario: Scenario, columns: number): string[] {
  return Object.entries(scenario.variants).flatMap(([implementation, variants]) => {
    const names = Object.entries(variants).map(([name, { verdict }]) =>
      verdict === 'leak' ? `${name} (leak)` : name,
    );
    return wrap(names.join(', '), columns, '        ', `  ${implementation.padEnd(4)}  `);
  });
}
