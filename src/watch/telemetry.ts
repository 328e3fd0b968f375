import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Metric } from './metrics.ts';

/** Of OpenTelemetry's API, what is used: it is the program's, and none of our dependencies. */
interface MeterProvider {
  getMeter(name: string): Meter;
}
interface Meter {
  createObservableGauge(name: string, options: InstrumentOptions): Instrument;
  createObservableCounter(name: string, options: InstrumentOptions): Instrument;
}
interface InstrumentOptions {
  readonly description: string;
  readonly unit: string;
}
interface Instrument {
  addCallback(callback: Callback): void;
  removeCallback(callback: Callback): void;
}
type Callback = (result: {
  observe(value: number, labels: Readonly<Record<string, string>>): void;
}) => void;

export interface Telemetry {
  /** To be called now and then: the program may set its meter provider at any time, or another one. */
  look(): void;
  stop(): void;
}

/**
 * Hands metrics to the program's own OpenTelemetry, as observable instruments on its global meter. The
 * metrics API knows no provider that is set later, so it is looked for again.
 */
export function telemeter(
  metrics: () => readonly Metric[],
  onError: (thrown: unknown) => void,
): Telemetry {
  let current: MeterProvider | null = null;
  let detach = (): void => {};
  let failed = false;
  return {
    look() {
      if (failed) return;
      try {
        const provider = providerOfProgram();
        if (provider === null || provider === current) return;
        detach();
        current = provider;
        detach = instruments(provider.getMeter(METER), metrics);
      } catch (thrown) {
        failed = true;
        onError(thrown);
      }
    },
    stop() {
      detach();
      current = null;
    },
  };
}

const METER = 'leaklab';

/** By the program's own copy of the API; null where it can't be found from its main file nor its folder. */
function providerOfProgram(): MeterProvider | null {
  const main = process.argv[1];
  const from = [...(main === undefined ? [] : [main]), join(process.cwd(), 'main.js')];
  for (const file of from) {
    try {
      const api = createRequire(pathToFileURL(file))('@opentelemetry/api') as {
        metrics: { getMeterProvider(): MeterProvider };
      };
      return api.metrics.getMeterProvider();
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw thrown;
    }
  }
  return null;
}

/** All instruments are read in one go: what the first asks for serves the others. */
function instruments(meter: Meter, metrics: () => readonly Metric[]): () => void {
  let read: ReadonlyMap<string, Metric> | null = null;
  const latest = (): ReadonlyMap<string, Metric> => {
    if (read === null) {
      read = byName(metrics());
      // All callbacks of one collection run in one turn.
      setImmediate(() => {
        read = null;
      }).unref();
    }
    return read;
  };
  const attached = metrics().map(({ name, type, help, unit }) => {
    const options = { description: help, unit };
    const instrument =
      type === 'counter'
        ? meter.createObservableCounter(telemetryName(name), options)
        : meter.createObservableGauge(telemetryName(name), options);
    const callback: Callback = (result) => {
      for (const { labels, value } of latest().get(name)?.values ?? []) {
        result.observe(value, labels);
      }
    };
    instrument.addCallback(callback);
    return { instrument, callback };
  });
  return () => {
    for (const { instrument, callback } of attached) instrument.removeCallback(callback);
  };
}

const byName = (metrics: readonly Metric[]): ReadonlyMap<string, Metric> =>
  new Map(metrics.map((metric) => [metric.name, metric]));

/** "leaklab.heap_floor": its exporter for Prometheus appends unit and `_total` again. */
const telemetryName = (name: string): string =>
  name
    .replace(/^leaklab_/, 'leaklab.')
    .replace(/_total$/, '')
    .replace(/_(bytes|seconds)$/, '');
