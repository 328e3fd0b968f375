import type { Case } from './rule-summary.ts';
import { byProgram } from './rule-summary.ts';
import { rules } from './rules/index.ts';
import type { Decision } from './rules/rule.ts';

/** A program that leaklab did not judge right each time. */
export interface Imperfect {
  readonly id: string;
  readonly kind: string;
  readonly hard: boolean;
  readonly expected: string;
  readonly runs: number;
  /** What it was called other than right, how often, on which Nodes, and the reason of one of them. */
  readonly said: readonly {
    readonly verdict: string;
    readonly times: number;
    readonly nodes: readonly string[];
    readonly reason: string | null;
  }[];
}

/** All of them, by name. */
export function imperfectOf(cases: readonly Case[]): Imperfect[] {
  return byProgram(cases).flatMap((runs) => {
    const { id, truth } = runs[0]!.program;
    const said = new Map<string, { nodes: string[]; reason: string | null }>();
    for (const { run } of runs) {
      const decision = run.decisions[OURS]!;
      const fault = faultOf(decision, runs[0]!);
      if (fault === null) continue;
      const known = said.get(fault) ?? { nodes: [], reason: decision.reason };
      said.set(fault, { ...known, nodes: [...known.nodes, run.major] });
    }
    if (said.size === 0) return [];
    return [
      {
        id,
        kind: truth.kind,
        hard: truth.hard,
        expected: truth.verdict,
        runs: runs.length,
        said: [...said].map(([verdict, { nodes, reason }]) => ({
          verdict,
          times: nodes.length,
          nodes: [...new Set(nodes)].sort(),
          reason,
        })),
      },
    ];
  });
}

const OURS = rules[0]!.id;

function faultOf(decision: Decision, { program }: Case): string | null {
  const { verdict, memory } = program.truth;
  if (decision.verdict !== verdict) return decision.verdict;
  if (verdict === 'leak' && memory !== null && decision.memory !== memory) {
    return `leak, but in ${decision.memory}`;
  }
  return null;
}
