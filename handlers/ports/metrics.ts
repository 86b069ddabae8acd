/** How figures are written down for those who collect them. */

export interface MetricSample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
  /** Of a histogram. */
  readonly part?: "bucket" | "sum" | "count";
}

export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly samples: readonly MetricSample[];
}

export type MetricsFormat = "prometheus" | "openmetrics";

export interface MetricsExposition {
  /** The families, and what the process knows about itself. */
  write(families: readonly MetricFamily[], format: MetricsFormat): Promise<{ type: string; text: string }>;
}
