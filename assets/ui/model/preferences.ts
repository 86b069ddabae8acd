/** Members of what is kept for a user: whatever is there may have been written by somebody else. */

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `undefined`: nothing was chosen yet. */
export const readView = ({ view }: Readonly<Record<string, unknown>>): "list" | "tiles" | undefined =>
  view === "list" || view === "tiles" ? view : undefined;
