// A sandbox for each tenant, kept for its next visit, which never comes.
import { createContext, runInContext } from 'node:vm';

const sandboxes = new Map();

export default function operation(index) {
  const sandbox = createContext({ tenant: index });
  runInContext('result = tenant + 1', sandbox);
  sandboxes.set(index, sandbox);
}
