import type { AllocationWatch } from './allocation-profile.ts';
import type { AgentReply, AgentTask } from './protocol.ts';

/** What is asked of an isolate that leaks, besides operations and snapshots. */
export type EvidenceTask = AgentTask & {
  readonly task: 'watch-allocations' | 'allocations' | 'promises' | 'count-calls' | 'calls';
};

let allocations: AllocationWatch | null = null;

export async function answerEvidence(task: EvidenceTask): Promise<AgentReply> {
  switch (task.task) {
    case 'watch-allocations':
      return watch(task.intervalBytes);
    case 'allocations':
      return { ok: true, batch: null, allocations: watched().profile(task.urls) };
    case 'promises':
      return { ok: true, batch: null, pending: watched().arePending(task.ids) };
    case 'count-calls':
      watched().countCalls();
      return { ok: true, batch: null };
    case 'calls':
      return { ok: true, batch: null, calls: watched().calls() };
  }
}

/** The inspector is loaded for those that are explained alone. */
async function watch(intervalBytes: number): Promise<AgentReply> {
  const { watchAllocations } = await import('./allocation-profile.ts');
  allocations?.end();
  allocations = watchAllocations(intervalBytes);
  return { ok: true, batch: null };
}

/** Whatever was watched, nobody asks for it any more. */
export function endEvidence(): void {
  allocations?.end();
  allocations = null;
}

function watched(): AllocationWatch {
  if (allocations === null) throw new Error('allocations were asked for that nobody watched');
  return allocations;
}
