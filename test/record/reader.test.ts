import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { LeaklabError } from '../../src/errors.ts';
import { parseRecording, readRecording } from '../../src/record/reader.ts';
import { EVERY_KIND, header, outcome, sample, textOf } from '../helpers/recording.ts';

const folder = mkdtempSync(join(tmpdir(), 'leaklab-reader-'));
afterAll(() => rmSync(folder, { recursive: true }));

const WHOLE = textOf([header(), ...EVERY_KIND]);
const TORN: unknown = expect.stringMatching(/^The last line is torn \(.*read\.$/);
const CUT_OFF = 'There is no outcome: the run was cut off.';

const refusal = (text: string): LeaklabError => {
  try {
    parseRecording(text, 'x.ndjson');
  } catch (error) {
    if (error instanceof LeaklabError) return error;
    throw error;
  }
  throw new Error('it was read');
};

describe('a recording', () => {
  it('is read as it was written, every kind of record', () => {
    expect(parseRecording(WHOLE, 'x.ndjson')).toEqual({
      header: header(),
      entries: EVERY_KIND,
      remarks: [],
    });
  });

  it('may have blank lines and the line ends of Windows', () => {
    expect(parseRecording(WHOLE.replaceAll('\n', '\r\n\r\n'), 'x').entries).toEqual(EVERY_KIND);
  });

  it('of a header alone was cut off', () => {
    expect(parseRecording(textOf([header()]), 'x')).toEqual({
      header: header(),
      entries: [],
      remarks: [CUT_OFF],
    });
  });

  it('without an outcome was cut off, and is read', () => {
    const { entries, remarks } = parseRecording(textOf([header(), sample()]), 'x');
    expect(entries).toEqual([sample()]);
    expect(remarks).toEqual([CUT_OFF]);
  });

  it.each(EVERY_KIND.map((last) => [`${last.type} ${'event' in last ? last.event : ''}`, last]))(
    'that is torn in its last line, a %s, is read up to there, at whichever byte',
    (_, last) => {
      const kept = textOf([header(), sample()]);
      const bytes = Buffer.from(textOf([last as object]));
      // Without its line end a line counts as torn, even if it is whole otherwise.
      for (let cut = 1; cut < bytes.length; cut++) {
        const text = Buffer.concat([Buffer.from(kept), bytes.subarray(0, cut)]).toString('utf8');
        const { entries, remarks } = parseRecording(text, 'x');
        expect(entries, `cut at byte ${cut}`).toEqual([sample()]);
        expect(remarks).toEqual([TORN, CUT_OFF]);
      }
    },
  );
});

describe('what is no recording', () => {
  const stray = textOf([header(), sample(), header(), outcome()]);
  it.each([
    {
      name: 'an empty file',
      text: '',
      message: /expected a header .* in line 1, found an empty file/,
    },
    { name: 'blank lines', text: '\n\n', message: /found an empty file/ },
    {
      name: 'a header that is torn',
      text: textOf([header()]).slice(0, -9),
      message: /found an empty file/,
    },
    { name: 'text', text: 'hello\nworld\n', message: /line 1 is not JSON \(it begins "hello"\)/ },
    {
      name: 'bytes',
      text: Buffer.from([0, 97, 115, 109, 10, 255, 10]).toString(),
      message: /line 1 is not JSON/,
    },
    { name: 'JSON of another kind', text: '{"a":1}\n', message: /line 1: type: / },
    { name: 'a list', text: '[1,2]\n', message: /line 1: / },
    { name: 'null', text: 'null\n', message: /line 1: / },
    {
      name: 'no header',
      text: textOf([sample(), outcome()]),
      message: /header .* in line 1, found a sample/,
    },
    {
      name: 'a second header',
      text: stray,
      message: /second header in line 3: a file holds one recording/,
    },
    {
      name: 'an unknown version',
      text: textOf([{ ...header(), schema: 'leaklab.recording/2' }]),
      message: /line 1: schema: .*Expected a record of "leaklab.recording\/1"/,
    },
  ])('is refused by name: $name', ({ text, message }) => {
    const error = refusal(text);
    expect(error.code).toBe('recording');
    expect(error.message).toMatch(message);
    expect(error.message).toContain('x.ndjson');
  });

  it.each([
    { name: 'cut short', damage: (line: string) => line.slice(0, -4), message: /is not JSON/ },
    { name: 'overwritten', damage: () => '\u0000\u0000', message: /is not JSON/ },
    {
      name: 'with a field of another type',
      damage: (line: string) => line.replace(/"elapsedMs":\d+/, '"elapsedMs":"x"'),
      message: /: elapsedMs: /,
    },
    { name: 'of an unknown type', damage: () => '{"type":"novelty"}', message: /: type: / },
  ])(
    'is damaged before its last line: a line $name is named by its number',
    ({ damage, message }) => {
      const lines = WHOLE.split('\n').slice(0, -1);
      for (let i = 1; i < lines.length; i++) {
        const damaged = lines.map((line, at) => (at === i ? damage(line) : line));
        const error = refusal(`${damaged.join('\n')}\n`);
        expect(error.message).toMatch(new RegExp(`line ${i + 1}\\b`));
        expect(error.message).toMatch(message);
      }
    },
  );

  it.each([
    { field: 'operations', value: -1 },
    { field: 'operations', value: 1.5 },
    { field: 'jsHeapBytes', value: -8 },
    { field: 'jsHeapBytes', value: null },
    { field: 'batch', value: undefined },
  ])('has a sample whose $field is $value', ({ field, value }) => {
    const text = textOf([header(), { ...sample(), [field]: value }, outcome()]);
    expect(refusal(text).message).toContain(`line 2: ${field}: `);
  });
});

describe('a file', () => {
  it('is read from disk', () => {
    const path = join(folder, 'whole.ndjson');
    writeFileSync(path, WHOLE);
    expect(readRecording(path).entries).toEqual(EVERY_KIND);
  });

  it('that is not there, or is a folder, is said to be so', () => {
    const missing = join(folder, 'missing.ndjson');
    expect(() => readRecording(missing)).toThrow(`Can't read ${missing}: there is no such file.`);
    expect(() => readRecording(folder)).toThrow(/it is a folder; name the .ndjson files in it/);
    expect(() => readRecording(missing)).toThrow(expect.objectContaining({ code: 'io' }));
  });
});
