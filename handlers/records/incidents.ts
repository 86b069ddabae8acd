/** How incidents lie in the store: written by the engines of a home, read and cleared by its use cases. */

/** Words of our own: the contract has a text here. `info` = something is well again. */
export type IncidentSeverity = "info" | "warning" | "error" | "critical";

/** Record of kind `incident`; also the shape of the contract. */
export interface Incident {
  id: string;
  /** ISO time. */
  when: string;
  /** `<central>` or `<central>/<interface>`. */
  component: string;
  severity: IncidentSeverity;
  summary: string;
  detail?: string;
}

/** Keys of a central's incidents begin with this and go on with the time: ascending. */
export const incidentPrefix = (central: string): string => `${central}/`;
