import { describe, expect, it } from 'vitest';
import { requestsOf, requestsText } from '../../src/report/requests.ts';
import { round, sample } from '../helpers/recording.ts';

describe('the requests of a server', () => {
  it('add up over all rounds; how fast they were, the measured ones say', () => {
    const requests = requestsOf([
      round({ batch: null, sent: 10, answered: 10, statuses: { '200': 10 }, loadMs: 1000 }),
      round({ latencyMs: { p50: 2, p90: 4, p99: 8, max: 90 } }),
      sample(),
      round({
        ...{ sent: 1000, answered: 960, errors: 30, timeouts: 20, aborted: 10 },
        statuses: { '200': 900, '503': 60 },
        loadMs: 240,
      }),
    ]);
    expect(requests).toEqual({
      ...{ sent: 2010, answered: 1970, errors: 30, timeouts: 20, aborted: 10 },
      statuses: { '200': 1910, '503': 60 },
      perSecond: 4000,
      latencyMs: { p50: 1.5, p90: 3.5, p99: 7.5, max: 90 },
    });
    expect(requestsText(requests!)).toBe(
      '2,010 sent: 1,970 answered (60 with 503), 30 failed (20 not in time), 10 cut off; 4,000 a second, half of them within 1.5 ms, 99 % within 7.5 ms',
    );
  });

  it('are told in few words where all is well', () => {
    const text = requestsText(requestsOf([round()])!);
    expect(text).toBe(
      '1,000 sent: all answered; 4,000 a second, half of them within 1 ms, 99 % within 7 ms',
    );
  });

  it('are none of a subject that is no server', () => {
    expect(requestsOf([sample()])).toBeNull();
  });
});
