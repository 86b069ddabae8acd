/** What the methods of JSON-RPC share: levels, errors, arguments. */
import type { InterfaceProcess } from "../process.ts";
import type { LogicLayer } from "./layer.ts";
import type { Scripts } from "./scripts.ts";
import type { Sessions } from "./sessions.ts";

export interface WebUi {
  layer: LogicLayer;
  scripts: Scripts;
  sessions: Sessions;
  process(name: string): InterfaceProcess | undefined;
  interfaces(): { name: string; port: number }[];
  /** By name. */
  users: ReadonlyMap<string, { password: string; level: number }>;
  authEnabled: boolean;
}

export type Params = Readonly<Record<string, unknown>>;

export class JsonError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export const NONE = 0;
export const GUEST = 1;
export const USER = 2;
export const ADMIN = 8;
export const LEVELS: Readonly<Record<number, string>> = { [GUEST]: "GUEST", [USER]: "USER", [ADMIN]: "ADMIN" };

export interface Method {
  level: number;
  run(ui: WebUi, params: Params): unknown | Promise<unknown>;
}

export type JsonMethods = Readonly<Record<string, Method>>;

export const word = (value: unknown): string =>
  typeof value === "string" ? value : value === undefined ? "" : String(value);

export function needed(params: Params, name: string): string {
  if (params[name] === undefined) throw new JsonError(402, `missing argument (${name})`);
  return word(params[name]);
}
