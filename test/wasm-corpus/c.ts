import type { WasmGroup } from './programs.ts';

const inC = { language: 'c', verdict: 'leak', family: 'c-leaks' } as const;
const inCpp = { language: 'c++', verdict: 'leak', family: 'cpp-classes' } as const;

export const c: readonly WasmGroup[] = [
  {
    ...inC,
    mechanism: 'forget',
    programs: [
      ['c_forget', 'take_block'],
      ['c_copy_dropped', 'copy_text'],
      ['c_error_path', 'take_block'],
      ['c_list_dropped', 'new_node'],
      ['c_ring_dropped', 'new_node'],
      ['c_field_forgotten', 'take_block'],
      ['c_one_in_fifty', 'take_block'],
      ['c_realloc_loses', 'take_block'],
      ['c_calloc_dropped', 'c_calloc_dropped'],
      ['c_aligned_dropped', 'c_aligned_dropped'],
      ['c_forget_under_sawtooth', 'take_block'],
    ],
  },
  {
    ...inC,
    mechanism: 'cycle',
    programs: [
      ['c_counted_pair', 'new_counted'],
      ['c_counted_ring', 'new_counted'],
      ['c_typed_pair', 'new_typed'],
    ],
  },
  {
    ...inC,
    mechanism: 'growing-vec',
    programs: [
      ['c_array', 'push'],
      ['c_array_in_a_block', 'push'],
      ['c_array_by_copy', 'push_by_copy'],
      ['c_array_of_pointers', 'take_block|push'],
      ['c_text', 'append'],
    ],
  },
  {
    ...inC,
    mechanism: 'leaky-cache',
    programs: [
      ['c_chains', 'new_node'],
      ['c_growing_table', 'new_node|insert_growing'],
      ['c_open_table', 'insert_open'],
      ['c_list', 'new_node'],
      ['c_tail_list', 'new_node'],
      ['c_tree', 'new_tree'],
    ],
  },
  {
    language: 'c',
    verdict: 'clean',
    family: 'c-bounded',
    mechanism: null,
    programs: [
      ...['c_fills_to_300', 'c_fills_to_700', 'c_window', 'c_sawtooth', 'c_free_list', 'c_arena'],
      ...['c_once', 'c_array_cleared', 'c_grows_and_shrinks', 'c_counted_chain', 'c_cycle_broken'],
      ...['c_offset_pointers', 'c_temporaries', 'c_large_temporary', 'c_table_of_500', 'c_ring'],
    ],
  },
  {
    ...inCpp,
    mechanism: 'cycle',
    programs: [
      ['cpp_shared_pair', 'make_peer'],
      ['cpp_shared_pair_of_new', 'new_peer'],
      ['cpp_parent_and_children', 'make_tree'],
    ],
  },
  {
    ...inCpp,
    mechanism: 'forget',
    programs: [
      ['cpp_new_without_delete', 'new_shape'],
      ['cpp_released_pointer', 'new_shape'],
    ],
  },
  {
    ...inCpp,
    mechanism: 'growing-vec',
    programs: [
      ['cpp_vector', 'push'],
      ['cpp_vector_of_strings', 'push_text'],
    ],
  },
  {
    ...inCpp,
    mechanism: 'leaky-cache',
    programs: [
      ['cpp_map', 'put'],
      ['cpp_unordered_map', 'put_hashed'],
    ],
  },
  {
    language: 'c++',
    verdict: 'clean',
    family: 'cpp-classes',
    mechanism: null,
    programs: [
      ...['cpp_weak_parent', 'cpp_unique', 'cpp_bounded_map', 'cpp_hashed_and_cleared'],
      ...['cpp_strings', 'cpp_vector_of_windows'],
    ],
  },
];
