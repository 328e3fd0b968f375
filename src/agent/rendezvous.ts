import { randomBytes } from 'node:crypto';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describeError } from '../errors.ts';
import { onLines, sendLine } from './lines.ts';
import { agentFileName, ownFolder } from './private-folder.ts';
import type { FromStanding, Rendezvous, ToStanding } from './server-protocol.ts';

/** What the agent of a running server does when it is found. */
export interface Host {
  /** Whether a server of this process listens on the port. */
  listensOn(port: number): boolean;
  ports(): readonly number[];
  /** Has all isolates of the process report; returns how many there are. */
  attach(rendezvous: Rendezvous): Promise<number>;
  /** Who measured is gone. */
  detach(): void;
}

const LONGEST_LINE = 4096;
/** Whoever connects has something to ask. */
const SILENCE_MS = 10_000;

/**
 * Lets leaklab find this process: a socket in a folder that is private to the user. It takes nothing
 * while nobody measures, and does not keep the process alive. Where it can't be, the server goes on without.
 */
export function openRendezvous(host: Host): void {
  try {
    listenFor(host);
  } catch (thrown) {
    warn(thrown);
  }
}

const warn = (thrown: unknown): void =>
  process.emitWarning(`leaklab can't find this process: ${describeError(thrown).message}`);

function listenFor(host: Host): void {
  const file = join(ownFolder(), agentFileName(process.pid, randomBytes(8).toString('hex')));
  const address = addressIn(file);
  let measuring: { readonly socket: Socket; readonly pid: number } | null = null;
  const server = createServer((socket) => {
    const say = (message: FromStanding): void => sendLine(socket, message);
    socket.on('error', () => {});
    socket.setTimeout(SILENCE_MS, () => {
      if (measuring?.socket !== socket) socket.destroy();
    });
    socket.unref();
    socket.on('close', () => {
      if (measuring?.socket !== socket) return;
      measuring = null;
      host.detach();
    });
    onLines<ToStanding>(
      socket,
      async (message) => {
        if (message.type === 'who') {
          const listens = host.listensOn(message.port);
          const { pid, ppid } = process;
          say({ type: 'here', pid, ppid, listens, ports: host.ports() });
          return;
        }
        if (measuring !== null) {
          say({ type: 'busy', pid: measuring.pid });
          return;
        }
        measuring = { socket, pid: message.pid };
        try {
          say({ type: 'attached', isolates: await host.attach(message.rendezvous) });
        } catch {
          // It is none of the server's; whoever asks sees that there is no answer.
          socket.destroy();
        }
      },
      () => LONGEST_LINE,
    );
  });
  server.on('error', warn);
  server.on('listening', () => {
    try {
      if (address === file) chmodSync(file, 0o600);
      // Others can't guess the name of the pipe, and can't read the file.
      else writeFileSync(file, address, { mode: 0o600 });
    } catch (thrown) {
      server.close();
      warn(thrown);
    }
  });
  // A worker of a cluster would ask its primary to listen in its place.
  server.listen({ path: address, exclusive: true });
  server.unref();
  process.on('exit', () => {
    try {
      rmSync(file, { force: true });
    } catch {
      // Whoever finds it finds that nobody listens, and removes it.
    }
  });
}

/** A socket is a file by itself; pipes of Windows have names of their own. */
const addressIn = (file: string): string =>
  process.platform === 'win32' ? `\\\\.\\pipe\\leaklab-${randomBytes(16).toString('hex')}` : file;
