import type { Answer } from './measure.ts';
import type { Tally } from './tally.ts';
import { hasSite, isRight, tally } from './tally.ts';

/** Answers under one setting. */
export interface Evaluated {
  readonly setting: string;
  readonly answers: readonly Answer[];
}

/** What is printed, and committed as `docs/accuracy-wasm.md`. */
export function evaluationDocument(
  evaluated: readonly Evaluated[],
  about: { readonly tool: string; readonly programs: number },
): string {
  return [
    '# How often verdicts on WebAssembly are right',
    '',
    `Written by \`npm run evaluate -- wasm\`. ${about.programs} labelled programs in Rust, C, C++ and AssemblyScript ([test/wasm-corpus](../test/wasm-corpus)), each in four forms: alone and with benign noise around it, with names and stripped. Each form is run through \`leaklab check\`, under a name that says nothing. ${about.tool}`,
    '',
    ...evaluated.flatMap(({ setting, answers }) => [
      `## ${setting}`,
      '',
      ...table(answers),
      '',
      ...wrongOnes(answers),
    ]),
    'A *mechanism* is right where it is that of the label; a *site* where the function that allocates what leaks is named first, of builds that have names.',
    '',
  ].join('\n');
}

function table(answers: readonly Answer[]): string[] {
  const rows: readonly (readonly [string, readonly Answer[]])[] = [
    ['all', answers],
    ...(['rust', 'c', 'c++', 'assemblyscript'] as const).map(
      (language) => [language, answers.filter((one) => of(one).language === language)] as const,
    ),
    ['alone', answers.filter(({ configuration }) => !configuration.noisy)],
    ['with noise', answers.filter(({ configuration }) => configuration.noisy)],
    ['with names', answers.filter(({ configuration }) => configuration.build === 'debug')],
    ['stripped', answers.filter(({ configuration }) => configuration.build === 'stripped')],
  ];
  return [
    '| | leaks | missed | clean | false alarms | inconclusive | failed | mechanism | site |',
    '|---|---:|---:|---:|---:|---:|---:|---:|---:|',
    ...rows.map(([name, some]) => row(name, tally(some))),
  ];
}

const of = ({ configuration }: Answer) => configuration.program;

function row(name: string, one: Tally): string {
  const found = one.leaks - one.missed;
  const share = (part: number, whole: number): string => (whole === 0 ? '' : `${part} of ${whole}`);
  const cells = [
    name,
    one.leaks,
    one.missed,
    one.clean,
    one.falseAlarms,
    one.inconclusive,
    one.failed,
    share(one.mechanisms, found),
    share(one.sites, one.named),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** A leak that is known rightly, but for the function. */
const isMisplaced = (answer: Answer): boolean =>
  answer.configuration.build === 'debug' && answer.verdict === 'leak' && !hasSite(answer);

function wrongOnes(answers: readonly Answer[]): string[] {
  const wrong = answers.filter((answer) => !isRight(answer) || isMisplaced(answer));
  if (wrong.length === 0) return [];
  return [
    'Wrong or open:',
    '',
    ...wrong.map((answer) => {
      const { configuration, verdict, mechanism, reason, site } = answer;
      const { program, build } = configuration;
      const place = isRight(answer) ? `at ${site}` : null;
      const said = [verdict, mechanism, reason, place].filter((text) => text !== null).join(', ');
      const truth = [program.verdict, program.mechanism].filter((text) => text !== null).join(', ');
      return `- \`${configuration.export}\` (${program.family}, ${build}): ${truth}; said: ${said}`;
    }),
    '',
  ];
}
