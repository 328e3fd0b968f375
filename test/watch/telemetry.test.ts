import { metrics as api } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { afterEach, describe, expect, it } from 'vitest';
import { hasMeterProvider } from '../../src/watch/meter-provider.ts';
import { metricsOf } from '../../src/watch/metrics.ts';
import { telemeter } from '../../src/watch/telemetry.ts';
import { threadReport } from '../helpers/thread-report.ts';

afterEach(() => api.disable());

function providerOfProgram() {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  const values = async () => {
    await provider.forceFlush();
    const all = exporter
      .getMetrics()
      .at(-1)!
      .scopeMetrics.filter(({ scope }) => scope.name === 'leaklab')
      .flatMap(({ metrics }) => metrics);
    return new Map(all.map((metric) => [metric.descriptor.name, metric]));
  };
  return { provider, values };
}

describe("metrics through the program's OpenTelemetry", () => {
  it('are read when it exports, thread by thread', async () => {
    const { provider, values } = providerOfProgram();
    api.setGlobalMeterProvider(provider);
    expect(hasMeterProvider()).toBe(true);
    let requests = 100;
    const telemetry = telemeter(
      () => metricsOf([{ ...threadReport(0), requests }, threadReport(2, { leaks: true })], 1e8),
      (thrown) => expect.unreachable(String(thrown)),
    );
    telemetry.look();
    telemetry.look();
    const first = await values();
    const floors = first.get('leaklab.heap_floor')!;
    expect(floors.descriptor.unit).toBe('By');
    expect(floors.dataPoints).toContainEqual(
      expect.objectContaining({
        value: 5e6,
        attributes: { pid: '12', thread: '2', memory: 'js-heap' },
      }),
    );
    requests = 250;
    // What one export has read is read anew by the next.
    await new Promise(setImmediate);
    const second = (await values()).get('leaklab.http_requests')!;
    expect(second.dataPoints.map(({ value }) => value)).toEqual([250, 100]);
    telemetry.stop();
    await provider.shutdown();
  });

  it('move to the provider that the program sets later', async () => {
    expect(hasMeterProvider()).toBe(false);
    const metrics = () => metricsOf([threadReport(0)], 1e8);
    const telemetry = telemeter(metrics, (thrown) => expect.unreachable(String(thrown)));
    telemetry.look();
    const [first, second] = [providerOfProgram(), providerOfProgram()];
    api.setGlobalMeterProvider(first.provider);
    telemetry.look();
    expect((await first.values()).has('leaklab.floors')).toBe(true);
    api.disable();
    api.setGlobalMeterProvider(second.provider);
    telemetry.look();
    expect((await second.values()).has('leaklab.floors')).toBe(true);
    telemetry.stop();
    await Promise.all([first.provider.shutdown(), second.provider.shutdown()]);
  });
});
