import { lstatSync, readFileSync, rmSync } from 'node:fs';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { setTimeout as later } from 'node:timers/promises';
import { onLines, sendLine } from '../agent/lines.ts';
import { agentFiles, distrust, privateFolders } from '../agent/private-folder.ts';
import type { FromStanding, Rendezvous, ToStanding } from '../agent/server-protocol.ts';
import { LeaklabError } from '../errors.ts';

/** A server that runs already, whose agents report to us until it is let go. */
export interface StandingServer {
  /** How many isolates are to say hello, by the id of their process. */
  readonly expected: ReadonlyMap<number, number>;
  /** Settles when the last of its processes has ended. */
  readonly exited: Promise<void>;
  /** Has the agents of those processes report, too, that have come to listen on the port since. */
  lookAgain(): Promise<void>;
  /** It goes on as if nobody had measured. */
  release(): void;
}

/** Finds the processes that listen on the port of a URL, and has their agents report. */
export async function attachTo(origin: string, rendezvous: Rendezvous): Promise<StandingServer> {
  const port = portOf(origin);
  /** Of the processes that are attached to, by the file at which each was found. */
  const links = new Map<string, Link>();
  let allClosed: () => void = () => {};
  const exited = new Promise<void>((resolve) => {
    allClosed = resolve;
  });
  let isReleased = false;
  const release = (): void => {
    isReleased = true;
    for (const { socket } of links.values()) socket.destroy();
  };
  async function attach({ file, link }: FoundAgent): Promise<FromStanding | null> {
    const answer = await link.ask({ type: 'attach', pid: process.pid, rendezvous }, ATTACH_MS);
    if (answer?.type !== 'attached' || isReleased) {
      link.socket.destroy();
      return answer;
    }
    links.set(file, link);
    void link.closed.then(() => {
      links.delete(file);
      if (links.size === 0) allClosed();
    });
    return answer;
  }

  const { listening, others, problems } = await findAgents(port, links);
  if (listening.length === 0) {
    throw noAgent(origin, await isOpen(origin, port), { others, problems });
  }
  const expected = new Map<number, number>();
  for (const agent of listening) {
    const { pid } = agent.here;
    const answer = await attach(agent);
    if (answer?.type === 'attached') expected.set(pid, answer.isolates);
    else {
      for (const { link } of listening) link.socket.destroy();
      throw new LeaklabError(
        'usage',
        answer?.type === 'busy'
          ? `The server at ${origin} is being measured already, by process ${answer.pid}. Wait until that is done, or end it.`
          : `The agent of process ${pid} at ${origin} does not answer: its event loop is blocked.`,
      );
    }
  }
  return {
    expected,
    exited,
    release,
    async lookAgain() {
      const since = await findAgents(port, links);
      await Promise.all(since.listening.map(attach));
    },
  };
}

/** A snapshot or a long operation may be under way. */
const ATTACH_MS = 10_000;
const GREETING_MS = 5000;

/** As URLs have it: the port of the protocol where none is named. */
export function portOf(origin: string): number {
  const { port, protocol } = new URL(origin);
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

interface Link {
  readonly socket: Socket;
  readonly closed: Promise<void>;
  ask(question: ToStanding, withinMs: number): Promise<FromStanding | null>;
}

interface FoundAgent {
  readonly file: string;
  readonly here: FromStanding & { readonly type: 'here' };
  readonly link: Link;
}

interface Found {
  /** Of processes that listen on the port. */
  readonly listening: readonly FoundAgent[];
  /** Of any other: hung up on. */
  readonly others: readonly FoundAgent[];
  /** Why there may be more: folders that are not trusted, agents that do not answer. */
  readonly problems: readonly string[];
}

async function findAgents(port: number, known: ReadonlyMap<string, unknown>): Promise<Found> {
  const problems: string[] = [];
  const files = privateFolders().flatMap((folder) => {
    const problem = distrust(folder);
    if (problem === null) return agentFiles(folder);
    if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) {
      problems.push(`${folder} is not trusted: ${problem}`);
    }
    return [];
  });
  const asked = await Promise.all(
    files.map(async (file): Promise<FoundAgent[]> => {
      const link = known.has(file) ? null : await open(file);
      if (link === null) return [];
      const here = await link.ask({ type: 'who', port }, GREETING_MS);
      if (here?.type === 'here') return [{ file, here, link }];
      link.socket.destroy();
      problems.push(`the agent at ${file} does not answer`);
      return [];
    }),
  );
  const agents = asked.flat();
  const others = agents.filter(({ here }) => !here.listens);
  for (const { link } of others) link.socket.destroy();
  return { listening: agents.filter(({ here }) => here.listens), others, problems };
}

/** Null of what a process has left behind that ended; that is removed. */
async function open(file: string): Promise<Link | null> {
  const info = lstatSync(file, { throwIfNoEntry: false });
  const isOwn = process.getuid === undefined || info?.uid === process.getuid();
  if (info === undefined || !isOwn) return null;
  if (!info.isSocket() && !info.isFile()) return null;
  const path = info.isSocket() ? file : readFileSync(file, 'utf8');
  const socket = connect({ path });
  const closed = new Promise<void>((resolve) => void socket.on('close', () => resolve()));
  const failure = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    socket.once('connect', () => resolve(null));
    // It stays: errors that come later close the socket, and that is seen.
    socket.on('error', resolve);
  });
  if (failure !== null) {
    const isLeft = failure.code === 'ECONNREFUSED' || failure.code === 'ENOENT';
    if (isLeft && Date.now() - info.mtimeMs > FRESH_MS) rmSync(file, { force: true });
    return null;
  }
  let heard: (message: FromStanding | null) => void = () => {};
  onLines<FromStanding>(
    socket,
    (message) => heard(message),
    () => LONGEST_LINE,
  );
  void closed.then(() => heard(null));
  return {
    socket,
    closed,
    ask(question, withinMs) {
      const answer = new Promise<FromStanding | null>((resolve) => {
        heard = resolve;
      });
      sendLine(socket, question);
      return Promise.race([answer, later(withinMs, null, { ref: false })]);
    },
  };
}

const LONGEST_LINE = 2 ** 16;
/** Between its being made and its being listened on. */
const FRESH_MS = 1000;

/** Whether anything takes connections there. */
function isOpen(origin: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const host = new URL(origin).hostname.replace(/^\[(.*)\]$/, '$1');
    const socket = connect({ host, port, timeout: GREETING_MS });
    const tell = (open: boolean) => (): void => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', tell(true)).once('timeout', tell(false)).on('error', tell(false));
  });
}

function noAgent(
  origin: string,
  isOpened: boolean,
  { others, problems }: Omit<Found, 'listening'>,
): LeaklabError {
  const ports = [...new Set(others.flatMap(({ here }) => here.ports))].sort((a, b) => a - b);
  const elsewhere =
    ports.length === 0
      ? ''
      : ` Servers with an agent listen on ${ports.length === 1 ? 'port' : 'the ports'} ${ports.join(', ')}.`;
  const more = problems.length === 0 ? '' : ` (${problems.join('; ')}.)`;
  const what = isOpened
    ? `The server at ${origin} has no agent of leaklab.`
    : `Nothing listens at ${origin}.`;
  return new LeaklabError(
    'usage',
    `${what} Start it on this machine, as the same user, with the agent: node --import leaklab/agent server.js. Or let leaklab start it: leaklab load --on-port / -- node server.js.${elsewhere}${more}`,
  );
}
