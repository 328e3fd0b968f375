import { Parser } from 'web-tree-sitter';

export const setup = () => Parser.init();

export function released() {
  const parser = new Parser();
  parser.delete();
}

export function forgotten() {
  held.push(new Parser()); // made here
}

/** Each is held: the package's finalizer would delete those that are not. */
const held = [];
