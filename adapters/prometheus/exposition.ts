/** The port `MetricsExposition` on prom-client, which is loaded with the first question. */
import type { MetricFamily, MetricsExposition, MetricsFormat } from "../../handlers/ports/index.ts";

type PromClient = typeof import("prom-client");
type Metric = Parameters<InstanceType<PromClient["Registry"]>["registerMetric"]>[0];

interface Value {
  labels: Record<string, string>;
  value: number;
  metricName?: string;
}
interface Described {
  name: string;
  help: string;
  type: string;
  get(): Promise<{ name: string; help: string; type: string; values: readonly Value[] }>;
}

const valuesOf = ({ name, samples }: MetricFamily): Value[] =>
  samples.map(({ labels = {}, value, part }) => ({
    labels: { ...labels },
    value,
    ...(part ? { metricName: `${name}_${part}` } : {}),
  }));

/** As a registry takes it. For OpenMetrics the registry writes counters under another name, which it gives to the object. */
const described = (name: string, help: string, type: string, values: () => Promise<readonly Value[]>): Described => ({
  ...{ name, help, type },
  async get() {
    return { name: this.name, help, type, values: await values() };
  },
});

export interface ExpositionOptions {
  /** Also what Node knows about the process: memory, garbage collection, event loop. Default: yes. */
  process?: boolean;
}

export function createMetricsExposition({ process: ofProcess = true }: ExpositionOptions = {}): MetricsExposition {
  let loaded: Promise<{ client: PromClient; own: readonly Metric[] }> | undefined;
  const load = async () => {
    const client = await import("prom-client");
    const { Registry, collectDefaultMetrics } = client.default ?? client;
    const register = new Registry();
    if (ofProcess) collectDefaultMetrics({ register });
    return { client: client.default ?? client, own: register.getMetricsAsArray() as unknown as readonly Metric[] };
  };
  return {
    async write(families: readonly MetricFamily[], format: MetricsFormat) {
      loaded ??= load();
      const { client, own } = await loaded;
      const registry = new client.Registry();
      if (format === "openmetrics") registry.setContentType(client.Registry.OPENMETRICS_CONTENT_TYPE as never);
      const ofNode = (own as unknown as readonly Described[]).map((metric) =>
        described(metric.name, metric.help, `${metric.type}`, async () => (await metric.get()).values),
      );
      const ours = families.map((family) =>
        described(family.name, family.help, family.type, async () => valuesOf(family)),
      );
      for (const metric of [...ours, ...ofNode]) registry.registerMetric(metric as unknown as Metric);
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}
