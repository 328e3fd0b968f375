import type { WasmGroup } from './programs.ts';

const incremental = { language: 'assemblyscript', family: 'as-incremental' } as const;
const minimal = { language: 'assemblyscript', family: 'as-minimal' } as const;
const stub = { language: 'assemblyscript', family: 'as-stub' } as const;
const clean = { verdict: 'clean', mechanism: null } as const;

export const assemblyScript: readonly WasmGroup[] = [
  {
    ...incremental,
    verdict: 'leak',
    mechanism: 'growing-vec',
    programs: [
      ['as_numbers', 'pushNumber'],
      ['as_items', 'pushItem|Item#constructor'],
      ['as_texts', 'pushText'],
    ],
  },
  {
    ...incremental,
    verdict: 'leak',
    mechanism: 'leaky-cache',
    programs: [
      ['as_map', 'putItem'],
      ['as_map_of_numbers', 'putNumber'],
      ['as_set', 'addText'],
      ['as_list', 'prepend|Item#constructor'],
    ],
  },
  {
    ...incremental,
    verdict: 'leak',
    mechanism: 'forget',
    programs: [
      ['as_pinned', 'pinOne|Item#constructor'],
      ['as_raw', 'takeRaw'],
    ],
  },
  {
    ...incremental,
    ...clean,
    programs: [
      ...['as_window', 'as_bounded_map', 'as_fills_to_400', 'as_temporaries', 'as_sawtooth'],
      ...['as_cycle_collected', 'as_pinned_and_unpinned', 'as_raw_freed', 'as_buffers'],
    ],
  },
  {
    ...minimal,
    verdict: 'leak',
    mechanism: 'forget',
    programs: [
      ['asm_never_collected', 'makeItem|Item#constructor|asm_items'],
      ['asm_pinned', 'makeItem|Item#constructor|asm_items'],
    ],
  },
  {
    ...minimal,
    verdict: 'leak',
    mechanism: 'growing-vec',
    programs: [['asm_items', 'makeItem|Item#constructor|asm_items']],
  },
  { ...minimal, verdict: 'leak', mechanism: 'leaky-cache', programs: [['asm_map', 'asm_map']] },
  {
    ...minimal,
    ...clean,
    programs: ['asm_collected', 'asm_collected_at_times', 'asm_window', 'asm_bounded_map'],
  },
  {
    ...stub,
    verdict: 'leak',
    mechanism: 'forget',
    programs: [
      ['stub_garbage', 'makeItem|Item#constructor'],
      ['stub_one_in_eight', 'copyRow'],
    ],
  },
  {
    ...stub,
    verdict: 'leak',
    mechanism: 'leaky-cache',
    programs: [['stub_list', 'makeItem|Item#constructor']],
  },
  { ...stub, ...clean, programs: ['stub_table', 'stub_when_first_used', 'stub_scratch'] },
];
