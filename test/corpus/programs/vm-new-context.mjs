// Evaluates an expression in a context of its own.
import { runInNewContext } from 'node:vm';

export default function operation(index) {
  return runInNewContext('a + b', { a: index, b: 1 });
}
