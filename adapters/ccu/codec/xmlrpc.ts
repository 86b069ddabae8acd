/**
 * XML-RPC as CCUs speak it (protocol document, section 3): ISO-8859-1, `<i4>`, doubles with a point, no indentation.
 * Written by hand because the parsers of the field are neither strict nor alike; docs/adr/0010-xmlrpc-codec.md has the figures.
 */
import { isAscii } from "node:buffer";
import {
  Double,
  faultOf,
  formatDouble,
  MAX_MESSAGE_BYTES,
  type RpcCall,
  type RpcFault,
  RpcFormatError,
  type RpcValue,
  toLatin1,
  Unreadable,
} from "./value.ts";
import { XmlCursor } from "./xml-cursor.ts";
import { skipProlog } from "./xml-text.ts";

export type { RpcCall, RpcStruct, RpcValue } from "./value.ts";
export { Double, RpcFault as XmlRpcFault, RpcFormatError as XmlRpcFormatError } from "./value.ts";

/** Whose way of writing an answer takes: libXmlRpc of rfd and hs485d, or the Java of HmIP (section 3.2). */
export type ResponseStyle = "rfd" | "hmip";

const PROLOG = '<?xml version="1.0" encoding="ISO-8859-1"?>';
const RFD_PROLOG = '<?xml version="1.0" encoding="iso-8859-1"?>';
const NAMED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write these
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;
const SPECIAL = /[&<>"']/g;
const INT32 = 2 ** 31;

function escapeText(text: string): string {
  return toLatin1(text)
    .replace(UNWRITABLE, "?")
    .replace(SPECIAL, (character) => NAMED[character]!);
}

function writeNumber(value: number): string {
  return Number.isInteger(value) && value >= -INT32 && value < INT32
    ? `<i4>${value === 0 ? 0 : value}</i4>`
    : `<double>${formatDouble(value)}</double>`;
}

function writeDouble(value: number, style: ResponseStyle | undefined): string {
  if (style !== "rfd" || Math.abs(value) >= 1e21) return `<double>${formatDouble(value)}</double>`;
  if (!Number.isFinite(value)) throw new RangeError(`${value} cannot be sent to a CCU`);
  return `<double>${value.toFixed(6)}</double>`;
}

function write(value: RpcValue, style: ResponseStyle | undefined): string {
  switch (typeof value) {
    case "boolean":
      return `<value><boolean>${value ? 1 : 0}</boolean></value>`;
    case "number":
      return style === "rfd" && !Number.isInteger(value)
        ? `<value>${writeDouble(value, style)}</value>`
        : `<value>${writeNumber(value)}</value>`;
    case "string":
      // libXmlRpc does not know `<string/>`, HmIP stumbles over empty strings: an empty value is the one form for all.
      if (value === "") return "<value></value>";
      return style === "rfd"
        ? `<value>${escapeText(value)}</value>`
        : `<value><string>${escapeText(value)}</string></value>`;
    case "object":
      return writeObject(value, style);
    default:
      return "<value></value>";
  }
}

function writeObject(value: Exclude<RpcValue, string | number | boolean | undefined>, style?: ResponseStyle): string {
  if (value === null || value instanceof Unreadable) return "<value></value>";
  if (value instanceof Double) return `<value>${writeDouble(value.value, style)}</value>`;
  if (value instanceof Uint8Array) return `<value><base64>${Buffer.from(value).toString("base64")}</base64></value>`;
  if (isArray(value)) {
    let data = "";
    for (const item of value) data += write(item, style);
    return `<value><array><data>${data}</data></array></value>`;
  }
  const names = Object.keys(value);
  if (style === "rfd") names.sort();
  let members = "";
  for (const name of names) {
    if (value[name] === undefined) continue;
    members += `<member><name>${escapeText(name)}</name>${write(value[name], style)}</member>`;
  }
  return `<value><struct>${members}</struct></value>`;
}

const isArray = (value: RpcValue): value is readonly RpcValue[] => Array.isArray(value);

/** The body of a request. Whole numbers go as `<i4>`; wrap in `Double` what the description calls FLOAT. Throws `RangeError` for NaN and infinities. */
export function encodeCall(method: string, params: readonly RpcValue[]): Buffer {
  let body = "";
  for (const param of params) body += `<param>${write(param, undefined)}</param>`;
  return Buffer.from(
    `${PROLOG}<methodCall><methodName>${escapeText(method)}</methodName><params>${body}</params></methodCall>`,
    "latin1",
  );
}

/** The body of an answer, in the hand of rfd (bare strings, six decimals, sorted members) or of HmIP (the default). */
export function encodeResponse(value: RpcValue, style: ResponseStyle = "hmip"): Buffer {
  const prolog = style === "rfd" ? RFD_PROLOG : PROLOG;
  return Buffer.from(
    `${prolog}<methodResponse><params><param>${write(value, style)}</param></params></methodResponse>`,
    "latin1",
  );
}

/** A fault answer; without a code as HmIP does for an unknown method. */
export function encodeFault(code: number | undefined, message: string): Buffer {
  const fault = code === undefined ? { faultString: message } : { faultCode: code, faultString: message };
  return Buffer.from(`${PROLOG}<methodResponse><fault>${write(fault, "hmip")}</fault></methodResponse>`, "latin1");
}

/** A request whose parameters are read one by one. All members throw `RpcFormatError`. */
export interface OpenedCall {
  readonly method: string;
  /** The next parameter, `undefined` behind the last one. */
  next(): RpcValue | undefined;
  /** What was not read yet, as it came. */
  unread(): Uint8Array;
  /** All parameters that were not read yet, up to the proper end of the document. */
  rest(): RpcValue[];
}

/** Reads no further than the method's name. Throws `RpcFormatError`. */
export function openCall(bytes: Uint8Array, limit = MAX_MESSAGE_BYTES): OpenedCall {
  const cursor = open(bytes, limit);
  cursor.expect("methodCall");
  cursor.expect("methodName");
  const method = cursor.text("methodName").trim();
  if (method === "") throw new RpcFormatError("method call without a method name");
  const some = cursor.enter("params");
  const next = (): RpcValue | undefined => {
    if (!some || !cursor.enter("param")) return undefined;
    const value = cursor.value();
    cursor.leave("param");
    return value;
  };
  const rest = (): RpcValue[] => {
    const params: RpcValue[] = [];
    for (let param = next(); param !== undefined; param = next()) params.push(param);
    if (some) cursor.leave("params");
    cursor.leave("methodCall");
    return params;
  };
  // one character of the cursor is one byte of the message
  return { method, next, unread: () => bytes.subarray(cursor.position), rest };
}

/** A request from the wire. Throws `RpcFormatError` for anything that is not one within the limits. */
export function decodeCall(bytes: Uint8Array, limit = MAX_MESSAGE_BYTES): RpcCall {
  const call = openCall(bytes, limit);
  return { method: call.method, params: call.rest() };
}

/**
 * The value of an answer. Throws `RpcFault` for a fault and `RpcFormatError` for anything else. `undefined`: an answer
 * without any value, or no body at all, as HmIP answers `listReplaceableDevices` (section 3.2). Whether the method may
 * be answered so is for the caller to know (../answers.ts).
 */
export function decodeResponse(bytes: Uint8Array, limit = MAX_MESSAGE_BYTES): RpcValue {
  if (bytes.length === 0) return undefined;
  const cursor = open(bytes, limit);
  cursor.expect("methodResponse");
  if (cursor.enter("fault")) {
    const fault: RpcFault = faultOf(cursor.value());
    cursor.leave("fault");
    throw fault;
  }
  let value: RpcValue;
  if (cursor.enter("params")) {
    if (cursor.enter("param")) {
      value = cursor.value();
      cursor.leave("param");
    }
    cursor.leave("params");
  }
  cursor.leave("methodResponse");
  return value;
}

function open(bytes: Uint8Array, limit: number): XmlCursor {
  if (bytes.length > limit) throw new RpcFormatError(`message of ${bytes.length} bytes, limit ${limit}`);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  return new XmlCursor(text, skipProlog(text), isAscii(bytes));
}
