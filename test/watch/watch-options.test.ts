import { describe, expect, it } from 'vitest';
import { DEFAULTS } from '../../src/watch/defaults.ts';
import type { WatchOptions } from '../../src/watch/watch-options.ts';
import { resolveWatchOptions } from '../../src/watch/watch-options.ts';

describe('options of the watch', () => {
  it('are the defaults where nothing is said', () => {
    expect(resolveWatchOptions({ LEAKLAB_WATCH_PORT: ' ' })).toEqual({
      ...DEFAULTS,
      port: null,
      snapshotOnLeak: null,
    });
  });

  it('come from the environment, and from the program before that', () => {
    const environment = {
      LEAKLAB_WATCH_AFTER: '2h',
      LEAKLAB_WATCH_PORT: '9464',
      LEAKLAB_WATCH_SNAPSHOT_ON_LEAK: '/var/dumps',
      LEAKLAB_WATCH_SNAPSHOT_BUDGET: '2GiB',
    };
    const options = resolveWatchOptions(environment, { port: 0, confidence: 0.99 });
    expect(options).toMatchObject({
      afterMs: 7_200_000,
      port: 0,
      confidence: 0.99,
      snapshotOnLeak: '/var/dumps',
      snapshotBudgetBytes: 2 ** 31,
    });
  });

  it.each([
    ['LEAKLAB_WATCH_PORT', '70000', /LEAKLAB_WATCH_PORT "70000".*a port from 0 to 65535/],
    ['LEAKLAB_WATCH_AFTER', 'soon', /LEAKLAB_WATCH_AFTER "soon".*a time such as/],
    ['LEAKLAB_WATCH_CONFIDENCE', '2', /LEAKLAB_WATCH_CONFIDENCE "2".*a share/],
  ])('say what was expected of %s', (name, text, message) => {
    expect(() => resolveWatchOptions({ [name]: text })).toThrow(message);
  });

  it.each([
    [{ port: 1.5 }, /can't use port 1.5: expected a port/],
    [{ snapshotOnLeak: '' }, /expected the path of a folder/],
    [{ prot: 1 } as WatchOptions, /no option "prot": there are afterMs/],
  ])('say what was expected of a program: %j', (given, message) => {
    expect(() => resolveWatchOptions({}, given)).toThrow(message);
  });
});
