/** What both wire formats of a CCU have in common: values, faults, limits and the one character set that CCUs understand. */
import { isAscii } from "node:buffer";

/**
 * A number that goes out as a double although it may be whole. A CCU tells 1 from 1.0: rfd ignores an integer where the
 * description says FLOAT, HmIP answers -5 (protocol document 3.3).
 */
export class Double {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** Characters of an unreadable value that are kept for the log. */
const UNREADABLE_TEXT = 60;

/**
 * Stands where a value could not be read (`<i4></i4>`, an unknown type) in a message that is otherwise well-formed: one
 * bad value costs that value, not its message. Never sent.
 */
export class Unreadable {
  /** What was there, shortened. */
  readonly text: string;
  constructor(text: string) {
    this.text = text.slice(0, UNREADABLE_TEXT);
  }
}

/** Whether any part of a decoded value could not be read. */
export function hasUnreadable(value: RpcValue): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (value instanceof Unreadable) return true;
  if (Array.isArray(value)) return value.some(hasUnreadable);
  return isStruct(value) && Object.values(value).some(hasUnreadable);
}

export type RpcStruct = { [member: string]: RpcValue };
/** Decoding never yields `Double` or `undefined`, and `null` only for `<nil/>`; encoding writes both of the latter as "". */
export type RpcValue =
  | boolean
  | number
  | string
  | Double
  | Unreadable
  | Uint8Array
  | null
  | undefined
  | readonly RpcValue[]
  | { readonly [member: string]: RpcValue };

export interface RpcCall {
  method: string;
  params: RpcValue[];
}

/** A fault of the other side. `code` is absent where the wire had none: HmIP's answer to an unknown method (section 9). */
export class RpcFault extends Error {
  readonly code: number | undefined;
  constructor(code: number | undefined, message: string) {
    super(message);
    this.name = "RpcFault";
    this.code = code;
  }
}

/** Bytes that are no message of this protocol. `notReady`: what a booting CCU sends instead (HTML or plain text). */
export class RpcFormatError extends Error {
  readonly notReady: boolean;
  constructor(message: string, notReady = false) {
    super(message);
    this.name = "RpcFormatError";
    this.notReady = notReady;
  }
}

/** `newDevices` of 400 devices is several MB, of 2,900 descriptions 4.8 MB; 50 MB is the protocol document's advice (5.4). */
export const MAX_MESSAGE_BYTES = 50 * 1024 * 1024;
/** The deepest message of a CCU nests 6 levels (multicall of newDevices); more than this is an attack on the stack. */
export const MAX_DEPTH = 32;

export { spelled as toLatin1 } from "../../../handlers/model/storable-text.ts";

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Text that was decoded as ISO-8859-1 although the sender wrote UTF-8: names that the WebUI, an add-on or a script stored
 * that way in a process that declares ISO-8859-1 (3.2). Anything that is not valid UTF-8 comes back unchanged.
 */
export function repairUtf8(text: string): string {
  if (!hasHighByte(text)) return text;
  try {
    return strictUtf8.decode(Buffer.from(text, "latin1"));
  } catch {
    return text;
  }
}

const HIGH_RUN = /[\u0080-\u00ff]+/g;

/**
 * JSON and script answers: UTF-8 where it is valid (OpenCCU), else ISO-8859-1 (stock CCU), section 15.1. Names of both
 * kinds stand in one answer where different programs wrote them: then each run of bytes decides for itself.
 */
export function decodeText(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString("latin1");
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return bytes.toString("latin1").replace(HIGH_RUN, repairUtf8);
  }
}

export function hasHighByte(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return true;
  return false;
}

/** A struct member from the wire. `__proto__` is a name like any other and must not become a prototype. */
export function setMember(struct: RpcStruct, name: string, value: RpcValue): void {
  if (name === "__proto__") {
    Object.defineProperty(struct, name, { value, enumerable: true, configurable: true });
  } else struct[name] = value;
}

export const isStruct = (value: unknown): value is RpcStruct =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Double) &&
  !(value instanceof Unreadable) &&
  !(value instanceof Uint8Array);

/** The fault that a `faultCode`/`faultString` struct describes; a bare string is its message. */
export function faultOf(value: RpcValue): RpcFault {
  if (!isStruct(value)) return new RpcFault(undefined, typeof value === "string" && value !== "" ? value : "fault");
  const { faultCode, faultString } = value;
  const code = typeof faultCode === "number" ? faultCode : Number.parseInt(String(faultCode), 10);
  return new RpcFault(Number.isNaN(code) ? undefined : code, String(faultString ?? "fault"));
}

/** Decimal notation without exponent and with a point: libXmlRpc reads nothing else reliably (3.1). */
export function formatDouble(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} cannot be sent to a CCU`);
  const text = String(value);
  const at = text.indexOf("e");
  if (at === -1) return text.includes(".") ? text : `${text}.0`;
  const exponent = Number(text.slice(at + 1));
  const [, sign, whole = "", fraction = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.slice(0, at)) as RegExpExecArray;
  const digits = `${whole}${fraction}`;
  const point = whole.length + exponent;
  if (text.includes("e-")) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, "0")}.0`;
}
