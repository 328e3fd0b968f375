/**
 * Stands for no node, no edge, no shape, in arrays that have indices. No more than this fits into a
 * number that V8 keeps without allocating: what code that it hasn't optimised yet reads from an array
 * is allocated anew each time where it is larger, and 0xffff_ffff would be read most of all.
 */
export const NO_INDEX = 0x7fff_ffff;
