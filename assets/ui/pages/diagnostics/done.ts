/** What the log of changes tells of, for which there are words. */
import { en } from "./en.ts";

const PREFIX = "did.";
type Named<K> = K extends `${typeof PREFIX}${infer Name}` ? Name : never;
export type Done = Named<keyof typeof en>;

export const DONE = Object.keys(en)
  .filter((key) => key.startsWith(PREFIX))
  .map((key) => key.slice(PREFIX.length)) as Done[];
const known: ReadonlySet<string> = new Set(DONE);
export const isDone = (action: string): action is Done => known.has(action);
