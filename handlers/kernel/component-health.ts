/** What parts of the program that live with a home say about themselves in `/health`. */
import type { StateKey } from "./site.ts";

export interface ComponentReport {
  /** As in `/health`: `mqtt`, `webhook`. */
  readonly name: string;
  readonly status: "healthy" | "degraded" | "unhealthy" | "unknown";
  readonly note?: string;
  /** The note for programs. */
  readonly noteKey?: string;
}

/** Figures of such parts for `/metrics`, by the name of their family (features/diagnostics/families.ts). */
export const componentFigures: StateKey<Map<string, () => Readonly<Record<string, number>>>> = {
  name: "component-figures",
  create: () => new Map(),
};

/** By name, asked with every request; what has nothing to say (switched off) answers `undefined`. Each removes itself at its end. */
export const componentReports: StateKey<Map<string, () => ComponentReport | undefined>> = {
  name: "component-reports",
  create: () => new Map(),
};
