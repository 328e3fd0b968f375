/**
 * The spaces that hold the program's objects. Code, trusted and read-only spaces are left out:
 * they move with the JIT, not with the program.
 */
export const OBJECT_SPACES: ReadonlySet<string> = new Set([
  'new_space',
  'old_space',
  'large_object_space',
  'new_large_object_space',
  'map_space',
]);
