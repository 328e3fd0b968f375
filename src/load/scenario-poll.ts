import { Client } from 'undici';
import type { ServerMemory } from './scenario-endpoints.ts';

/** Asks a scenario's server of itself, as one would in production. */
export interface ScenarioPoll {
  /**
   * How many tasks wait for a thread, now or at most `ageMs` ago; null where it does not answer in time.
   */
  queued(ageMs?: number): Promise<number | null>;
  /** Requests that it has sent: the server counts them, too. */
  sent(): number;
  end(): Promise<void>;
}

const POLL_MS = 2000;

export function startPolling(origin: string): ScenarioPoll {
  const client = new Client(origin, { headersTimeout: POLL_MS, bodyTimeout: POLL_MS });
  let sent = 0;
  let asked: Promise<number | null> | null = null;
  let known: { readonly queued: number | null; readonly atMs: number } | null = null;
  async function ask(): Promise<number | null> {
    sent++;
    try {
      const { body } = await client.request({ path: '/memory', method: 'GET' });
      const { queued } = (await body.json()) as ServerMemory;
      known = { queued, atMs: performance.now() };
      return queued;
    } catch {
      return null;
    } finally {
      asked = null;
    }
  }
  return {
    // Who asks while an answer is under way has that.
    queued(ageMs = 0) {
      if (known !== null && performance.now() - known.atMs < ageMs) {
        return Promise.resolve(known.queued);
      }
      asked ??= ask();
      return asked;
    },
    sent: () => sent,
    end: () => client.destroy(),
  };
}
