/** Logs of the parts of a program. A part gets its log from whoever makes it; no line that logs needs to know its name. */
import type { Log } from "../ports/index.ts";

/** First member of every path. */
export const ROOT_LOGGER = "ccu-anywhere";

/** The log of a part, or the log itself where it knows no parts. */
export const named = (log: Log, name: string, bound?: Readonly<Record<string, unknown>>): Log =>
  log.child?.(name, bound) ?? log;
