/** Values of the wire as JSON, without what is secret. Pure. */
import { Double, isStruct, Unreadable } from "../codec/value.ts";

export const SECRET = "***";
/** Members that hold passwords, sessions, or keys of devices (protocol document, 14.1, 15). */
const SECRET_MEMBERS = /^(_session_id_|.*pass(word|wd|phrase)?|.*token|.*secret|sgtin|key|local_?key|pin)$/i;
/** Methods whose texts are keys, wherever they stand. */
const SECRET_METHODS = /^(changeKey|setTempKey|.*password.*|Session\..*|User\..*)$/i;

/** Numbers that must be sent as doubles are numbers here: a recorded answer never has any. */
export function plain(value: unknown): unknown {
  if (value instanceof Double) return value.value;
  if (value instanceof Unreadable) return { $unreadable: value.text };
  if (value instanceof Uint8Array) return { $base64: Buffer.from(value).toString("base64") };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (!isStruct(value)) return value ?? null;
  const members = Object.entries(value as Record<string, unknown>);
  return Object.fromEntries(members.map(([name, its]) => [name, isSecret(name, its) ? SECRET : plain(its)] as const));
}

/** That there is none may be seen. */
const isSecret = (name: string, value: unknown): boolean =>
  value !== "" && value !== null && typeof value !== "boolean" && SECRET_MEMBERS.test(name);

const hidden = (value: unknown): unknown => {
  if (typeof value === "string") return value === "" ? "" : SECRET;
  if (Array.isArray(value)) return value.map(hidden);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, its]) => [name, hidden(its)]));
};

export function plainParams(method: string, params: readonly unknown[]): readonly unknown[] {
  const values = params.map(plain);
  return SECRET_METHODS.test(method) ? values.map(hidden) : values;
}
export const plainResult = (method: string, result: unknown): unknown =>
  SECRET_METHODS.test(method) ? hidden(plain(result)) : plain(result);
