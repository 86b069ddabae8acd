/** Figures for Prometheus and whoever reads its formats. */
export { createMetricsExposition, type ExpositionOptions } from "./exposition.ts";
