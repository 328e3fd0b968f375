import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { inRunTargets } from './heap-in-run.ts';
import { leakTargets } from './heap-leaks.ts';
import { parsingTargets } from './heap-parsing.ts';
import { installPeers } from './heap-peers.ts';
import { printTargets } from './targets.ts';

const PARTS = ['parsing', 'leaks', 'run'] as const;

/** Prints each figure with its target; whether all are met. */
export async function benchHeap(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: 'string', default: '10,50,200,500' },
      rounds: { type: 'string', default: '3' },
      parts: { type: 'string', default: PARTS.join(',') },
      'no-peers': { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
    },
  });
  const sizes = values.sizes.split(',').map((megabytes) => Number(megabytes) * 1e6);
  const rounds = Number(values.rounds);
  const parts = values.parts.split(',');
  const peers = values['no-peers'] || !/parsing|leaks/.test(values.parts) ? null : installPeers();
  const folder = mkdtempSync(join(tmpdir(), 'leaklab-bench-'));
  const given = { sizes, rounds, peers, folder };
  let met = true;
  try {
    for (const part of PARTS) {
      if (!parts.includes(part)) continue;
      const targets =
        part === 'run'
          ? inRunTargets(rounds)
          : (part === 'parsing' ? parsingTargets : leakTargets)(given);
      printTargets(targets);
      met &&= targets.every(({ isMet }) => isMet);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return met;
}
