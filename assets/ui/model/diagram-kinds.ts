/** What pages keep among the server's diagrams besides the lines of the history: `config.kind` says so. */

export const FLOOR_KIND = "ccu-anywhere.floor-plan";

/** Lines of the history have no kind. */
export const isPlot = ({ config }: { readonly config: Readonly<Record<string, unknown>> }): boolean =>
  config.kind === undefined;
