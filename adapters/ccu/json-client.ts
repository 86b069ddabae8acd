/**
 * An interface process behind the WebUI's JSON-RPC instead of its own port (protocol document, 15.4): for CUxD where
 * BIN-RPC is blocked, and for add-ons. Slower, texts for everything, and it never calls back: values are polled.
 */
import { CcuFault } from "../../handlers/ports/index.ts";
import {
  Double,
  formatDouble,
  isStruct,
  RpcFault,
  RpcFormatError,
  type RpcStruct,
  type RpcValue,
  Unreadable,
} from "./codec/value.ts";
import { toCcuFault } from "./faults.ts";
import { plainText } from "./normalise.ts";
import type { RpcClient } from "./rpc-client.ts";

/** One call in the CCU's web session. Rejects with `CcuFault`. */
export type JsonCall = (
  method: string,
  params: Readonly<Record<string, unknown>>,
  deadline?: number,
) => Promise<unknown>;

/** JSON-RPC's codes for faults of the interface process, as that process numbers them (15.2). */
const FAULTS: ReadonlyMap<number | undefined, number> = new Map([
  [501, -1],
  [502, -2],
  [503, -3],
  [504, -4],
  [505, -5],
  [506, -6],
  [507, -10],
]);

type Translation = (params: readonly RpcValue[]) => {
  method: string;
  params: Record<string, unknown>;
  read?: (answer: unknown) => RpcValue;
};

const TRANSLATIONS: Readonly<Record<string, Translation>> = {
  listDevices: () => ({
    method: "listDevices",
    params: {},
    read: (answer) => listOnly(answer).map(upperCase),
  }),
  getDeviceDescription: ([address]) => ({ method: "getDeviceDescription", params: { address }, read: upperCase }),
  getParamsetDescription: ([address, paramsetType]) => ({
    method: "getParamsetDescription",
    params: { address, paramsetType },
    read: descriptions,
  }),
  getParamset: ([address, paramsetKey]) => ({ method: "getParamset", params: { address, paramsetKey } }),
  getValue: ([address, valueKey]) => ({ method: "getValue", params: { address, valueKey } }),
  setValue: ([address, valueKey, value]) => ({
    method: "setValue",
    params: { address, valueKey, ...typed(value) },
    read: () => "",
  }),
  putParamset: ([address, paramsetKey, values]) => ({
    method: "putParamset",
    params: {
      address,
      paramsetKey,
      set: Object.entries(isStruct(values) ? values : {}).map(([name, value]) => ({ name, ...typed(value) })),
    },
    read: () => "",
  }),
};

/** What is asked only to see whether somebody is there. */
const SIGNS_OF_LIFE = new Set(["ping", "system.listMethods", "getVersion"]);

export function createJsonClient(iface: string, json: JsonCall): RpcClient {
  async function ask(method: string, params: Record<string, unknown>, deadline?: number): Promise<unknown> {
    try {
      return await json(`Interface.${method}`, { interface: iface, ...params }, deadline);
    } catch (error) {
      const code = error instanceof CcuFault && error.class !== "auth" ? FAULTS.get(error.code) : undefined;
      if (code === undefined) throw error;
      throw new RpcFault(code, (error as Error).message);
    }
  }
  return {
    async call(method, params, { sendBy } = {}) {
      if (SIGNS_OF_LIFE.has(method)) {
        if ((await ask("isPresent", {})) === true) return "";
        throw new CcuFault("transport", `CCU not ready: it does not run ${iface}`);
      }
      const translate = Object.hasOwn(TRANSLATIONS, method) ? TRANSLATIONS[method] : undefined;
      if (!translate) throw new CcuFault("unsupported", `${iface}: ${method} cannot be called over JSON-RPC`);
      const { method: name, params: named, read } = translate(params);
      const answer = await ask(name, named, sendBy);
      try {
        return read ? read(answer) : (answer as RpcValue);
      } catch (error) {
        throw toCcuFault(error, method);
      }
    },
    localAddress: () => undefined,
    remoteAddress: () => undefined,
    // The session belongs to the logic layer's connection.
    close: () => undefined,
  };
}

/** `linkSourceRoles` as LINK_SOURCE_ROLES. */
function upperCase(description: unknown): RpcValue {
  if (!isStruct(description)) return "";
  const members = Object.entries(description);
  return Object.fromEntries(
    members.map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(), value]),
  );
}

/** @throws RpcFormatError: what is no list says nothing, and must not be taken for an empty one */
function listOnly(answer: unknown): readonly unknown[] {
  if (!Array.isArray(answer)) throw new RpcFormatError(`no list but ${answer === null ? "null" : typeof answer}`);
  return answer;
}

/** A list of parameters with texts in all members, as the struct with typed members that XML-RPC sends. */
function descriptions(answer: unknown): RpcValue {
  const set: RpcStruct = {};
  for (const [i, entry] of listOnly(answer).entries()) {
    if (!isStruct(entry) || typeof entry.NAME !== "string") {
      // nobody knows which parameter is missing, only that one is
      set[`entry ${i}`] = new Unreadable(JSON.stringify(entry) ?? "nothing");
      continue;
    }
    if (entry.NAME === "__proto__") continue;
    const { NAME, ...members } = entry;
    for (const name of ["DEFAULT", "MIN", "MAX"]) {
      if (members[name] !== undefined) members[name] = plain(plainText(members.TYPE), members[name]);
    }
    if (Array.isArray(members.SPECIAL)) {
      members.SPECIAL = members.SPECIAL.filter(isStruct).map((one) => ({
        ...one,
        VALUE: plain(plainText(members.TYPE), one.VALUE),
      }));
    }
    if (typeof members.VALUE_LIST === "string") members.VALUE_LIST = tclWords(members.VALUE_LIST);
    set[NAME] = members;
  }
  return set;
}

function plain(type: string, value: RpcValue): RpcValue {
  if (typeof value !== "string") return value;
  if (type === "BOOL" || type === "ACTION") return value === "1" || value === "true";
  if (type === "STRING" || value.trim() === "") return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}

/** A Tcl list: words, and `{several words}`. */
export const tclWords = (list: string): string[] =>
  Array.from(list.matchAll(/\{([^{}]*)\}|[^\s{}]+/g), ([word, inner]) => inner ?? word);

function typed(value: RpcValue): { type: string; value: string } {
  if (typeof value === "boolean") return { type: "bool", value: value ? "1" : "0" };
  if (value instanceof Double) return { type: "double", value: formatDouble(value.value) };
  if (typeof value === "number") return { type: "int", value: String(value) };
  return { type: "string", value: plainText(value) };
}
