import { setTimeout as later } from 'node:timers/promises';
import type { Rendezvous } from '../agent/server-protocol.ts';
import { AGENT_VARIABLE } from '../agent/server-protocol.ts';
import { builtFile } from '../harness/built-file.ts';
import { detached } from '../harness/process-group.ts';
import type { Agents } from './agents.ts';
import type { ServerExit } from './server-process.ts';
import { startServer } from './server-process.ts';
import type { ServerTarget } from './server-target.ts';
import { attachTo } from './standing-server.ts';

/** A server that was started, or one that runs already. */
export interface Host {
  /** Of a server that runs already: how many isolates are to say hello, by their process. */
  readonly expected: ReadonlyMap<number, number> | null;
  /** Ends with leaklab, whatever death that has. */
  readonly group: number | null;
  /** Null where nothing is known of how it ended. */
  readonly exited: Promise<ServerExit | null>;
  /** The last of what it printed. */
  output(): string;
  end(): Promise<void>;
}

/**
 * What a server is started for: floors, who holds its objects, or its allocations in WASM. Those can't be
 * recorded in one that runs already.
 */
export type Purpose = 'measure' | 'explain' | 'record-wasm';

/** Starts it with its agents preloaded, unchanged otherwise; or finds the one that runs. */
export async function hostOf(
  target: ServerTarget,
  agents: Agents,
  purpose: Purpose,
): Promise<Host> {
  const { command, origin } = target;
  if (command === null) {
    const standing = await attachTo(origin!, { ...agents.rendezvous, flags: [], atOnce: false });
    // Of a cluster, processes end, and others take their place.
    const looking = setInterval(() => void standing.lookAgain().catch(() => {}), LOOK_AGAIN_MS);
    return {
      expected: standing.expected,
      group: null,
      exited: standing.exited.then(() => null),
      output: () => '',
      async end() {
        clearInterval(looking);
        standing.release();
      },
    };
  }
  const server = startServer(command, environmentOf(agents, target, purpose));
  return {
    ...server,
    ...{ expected: null, group: detached ? (server.pid ?? null) : null },
  };
}

const LOOK_AGAIN_MS = 1000;

/** Waits for the isolates of a server that runs already; returns how many did not say hello. */
export async function untilJoined(
  agents: Agents,
  expected: ReadonlyMap<number, number>,
): Promise<number> {
  const missing = (): number =>
    [...expected].reduce((sum, [pid, count]) => {
      const joined = agents.isolates().filter((isolate) => isolate.pid === pid).length;
      return sum + Math.max(0, count - joined);
    }, 0);
  const deadline = Date.now() + JOIN_MS;
  while (missing() > 0 && Date.now() < deadline) await later(10);
  return missing();
}

const JOIN_MS = 5000;

/** The agent is reached by all processes of node that the command starts, and by their threads. */
function environmentOf(
  agents: Agents,
  { flags }: ServerTarget,
  purpose: Purpose,
): Record<string, string> {
  // Before the agent, and only where it is wanted: it loads what rewrites modules.
  const preloaded = [...(purpose === 'record-wasm' ? ['agent/record-heaps'] : []), 'agent/server'];
  // Not by --import: workers that are made of a text (`eval: true`) pass that over.
  const required = preloaded.map((name) => `--require ${quoted(builtFile(name))}`).join(' ');
  // Of an inlined function V8 knows no allocation.
  const rendezvous: Rendezvous = { ...agents.rendezvous, flags, atOnce: purpose !== 'measure' };
  return {
    NODE_OPTIONS: [process.env.NODE_OPTIONS, '--expose-gc', ...requiresModules(), required]
      .join(' ')
      .trim(),
    [AGENT_VARIABLE]: JSON.stringify(rendezvous),
    // Its workers would block between tasks: neither their timers nor the agent could run.
    PISCINA_DISABLE_ATOMICS: '1',
  };
}

/** What Node 22.0 to 22.11 load ES modules by `require` with; the server's Node is most often our own. */
const requiresModules = (): string[] =>
  (process.features as { readonly require_module?: boolean }).require_module === true
    ? []
    : ['--experimental-require-module'];

/** As NODE_OPTIONS takes a path, with spaces or backslashes in it. */
const quoted = (path: string): string => `"${path.replaceAll(/["\\]/g, '\\$&')}"`;
