import { basename } from 'node:path';
import { isOwnFile } from '../own-files.ts';
import { takeStack } from './allocation-stack.ts';

/** What a module may be called that has no name of its own: after the file that compiles it. */
export function originOf(): string {
  const frames = takeStack().split('\n');
  for (const frame of frames) {
    const file = /(?:\(|at )([^()]+):\d+:\d+\)?$/.exec(frame.trim())?.[1];
    if (file === undefined || isOwnFile(file) || file.startsWith('node:')) continue;
    const inPackage = /[\\/]node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(file)?.[1];
    return inPackage === undefined ? `in ${basename(file)}` : `of ${inPackage}`;
  }
  return 'without a name';
}
