import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../scripts/evaluate/evaluation.ts';
import { pictureOf } from '../../../scripts/evaluate/picture.ts';
import type { Case } from '../../../scripts/evaluate/rule-summary.ts';
import { rules } from '../../../scripts/evaluate/rules/index.ts';
import { DARK, LIGHT } from '../../../src/report/chart-palette.ts';
import { CLEAN, casesOf, clean, INCONCLUSIVE, LEAK, leaking } from '../../helpers/judged-runs.ts';
import { descendants, outside, overlaps, parseXml, textBoxes } from '../../helpers/svg.ts';

const many = (count: number, one: typeof CLEAN | typeof LEAK) => Array(count).fill(one);

const PICTURES: Record<string, readonly Case[]> = {
  'all right': [...leaking('a', LEAK), ...clean('b', CLEAN)],
  'all wrong': [...leaking('a', ...many(1000, CLEAN)), ...clean('b', ...many(1000, LEAK))],
  'four Nodes': ['20', '22', '24', '26'].flatMap((major) =>
    casesOf('a', [LEAK, CLEAN, INCONCLUSIVE], {}, { major, node: `v${major}.12.13` }),
  ),
  'only clean ones': clean('b', CLEAN),
};

describe.each(Object.entries(PICTURES))('the picture of %s', (_, cases) => {
  const svg = pictureOf(evaluate(cases));
  const boxes = textBoxes(svg);

  it('is well-formed, with all texts inside and none on another', () => {
    const { attributes } = parseXml(svg);
    const size = { width: Number(attributes.width), height: Number(attributes.height) };
    expect(outside(boxes, size)).toEqual([]);
    expect(overlaps(boxes)).toEqual([]);
  });

  it('has no text below 11 pixels', () => {
    expect(Math.min(...boxes.map(({ size }) => size))).toBeGreaterThanOrEqual(11);
  });

  it('says each number, and each rule’s name', () => {
    const texts = boxes.map(({ content }) => content);
    for (const { title } of rules) expect(texts).toContain(title);
    const { leaking: counts } = evaluate(cases).rules[0]!;
    for (const count of Object.values(counts)) expect(texts).toContain(String(count));
  });

  it('has a dark counterpart of every colour', () => {
    const known = [...Object.values(LIGHT).flat(), 'none'];
    for (const { attributes } of descendants(parseXml(svg))) {
      for (const name of ['fill', 'stroke']) {
        if (attributes[name] !== undefined) expect(known).toContain(attributes[name]);
      }
    }
    expect(svg).toContain(DARK.background);
  });
});

it('marks what is wrong in the matrix in the colours of the bars', () => {
  const fills = (cases: readonly Case[]) =>
    descendants(parseXml(pictureOf(evaluate(cases))))
      .filter(({ name, attributes }) => name === 'rect' && attributes['fill-opacity'] === '0.16')
      .map(({ attributes }) => attributes.fill);
  const [miss, , right, falseAlarm] = LIGHT.series;
  expect(fills([...leaking('a', LEAK), ...clean('b', CLEAN)])).toEqual([right, right]);
  expect(fills([...leaking('a', CLEAN), ...clean('b', LEAK)])).toEqual([miss, falseAlarm]);
});

it('draws a bar as long as its share', () => {
  const [full, half] = [leaking('a', CLEAN), leaking('a', CLEAN, LEAK)].map((cases) =>
    descendants(parseXml(pictureOf(evaluate(cases))))
      .filter(({ name, attributes }) => name === 'rect' && attributes.fill === LIGHT.series[0])
      .map(({ attributes }) => Number(attributes.width))
      .at(-1),
  );
  expect(full! / half!).toBeCloseTo(2, 1);
});
