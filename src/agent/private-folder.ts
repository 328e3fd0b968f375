import { lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * Folders that belong to this user alone, in which the agents of running servers can be found. Who can
 * write there could have leaklab talk to a process of their own, so they are looked at before they are
 * trusted: a folder, no link, of this user, and closed to all others.
 */

/** Null where it can be trusted, else why it can't, in words. */
export function distrust(folder: string): string | null {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return 'it is not there';
  if (!found.isDirectory()) return 'it is no folder';
  // Windows has neither owners nor modes here: the folder for temporary files is the user's own.
  if (process.getuid === undefined) return null;
  if (found.uid !== process.getuid()) return 'it belongs to another user';
  return (found.mode & OTHERS) === 0 ? null : 'others may look into it';
}

const OTHERS = 0o077;

/** The first folder in which an agent may tell where it is; made where it is missing. */
export function ownFolder(): string {
  const problems: string[] = [];
  for (const folder of privateFolders()) {
    try {
      mkdirSync(folder, { mode: 0o700 });
    } catch {
      // There already, or its parent is not; which of the two, the next line says.
    }
    const problem = distrust(folder) ?? tooLong(folder);
    if (problem === null) return folder;
    problems.push(`${folder}: ${problem}`);
  }
  throw new Error(problems.join('; '));
}

/** Node cuts off what is longer than the system allows (104 bytes on macOS), and listens elsewhere. */
function tooLong(folder: string): string | null {
  const longest = join(folder, agentFileName(2 ** 22, '0'.repeat(16)));
  const isSocket = process.platform !== 'win32';
  return isSocket && Buffer.byteLength(longest) > MOST_BYTES
    ? 'its name is too long for a socket'
    : null;
}

const MOST_BYTES = 103;

/**
 * Where an agent may be, the likeliest first. A service has other variables than the shell of the same
 * user, so there are several.
 */
export function privateFolders(): string[] {
  const name = `leaklab-${process.getuid?.() ?? userInfo().username.replaceAll(/\W/g, '_')}`;
  const parents =
    process.getuid === undefined
      ? [tmpdir()]
      : [process.env.XDG_RUNTIME_DIR, `/run/user/${process.getuid()}`, tmpdir(), '/tmp'];
  const known = parents.filter((parent) => parent !== undefined && parent !== '') as string[];
  return [...new Set(known)].map((parent) => join(parent, name));
}

/** The files of agents in a folder that is trusted; each tells where one listens. */
export function agentFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => AGENT_FILE.test(name))
    .map((name) => join(folder, name));
}

/** Processes of several containers may share the folder, and have the same number. */
export const agentFileName = (pid: number, random: string): string => `${pid}-${random}.agent`;

const AGENT_FILE = /^\d+-[0-9a-f]+\.agent$/;
