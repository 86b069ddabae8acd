/** BIN-RPC as CUxD, Homegear and the inner side of a CCU speak it (protocol document, section 4). Text is ISO-8859-1 both ways; UTF-8 is recognised. */
import { HEADER_BYTES, MAGIC } from "./bin-frames.ts";
import {
  Double,
  faultOf,
  MAX_DEPTH,
  type RpcCall,
  RpcFormatError,
  type RpcStruct,
  type RpcValue,
  repairUtf8,
  setMember,
  toLatin1,
  Unreadable,
} from "./value.ts";

export { FrameReader, HEADER_BYTES } from "./bin-frames.ts";
export type { RpcCall, RpcStruct, RpcValue } from "./value.ts";
export { Double, RpcFault, RpcFormatError } from "./value.ts";

const REQUEST = 0x00;
const RESPONSE = 0x01;
const FAULT = 0xff;

const INTEGER = 0x01;
const BOOL = 0x02;
const STRING = 0x03;
const DOUBLE = 0x04;
const DATE = 0x05;
const BINARY = 0x06;
const ARRAY = 0x100;
const STRUCT = 0x101;

const INT32 = 2 ** 31;
/** Decimal digits that 30 bits may be, the fewest first. */
const DIGITS = [8, 9, 10];

/** A growing buffer: messages are written once, front to back. */
class Writer {
  #buffer = Buffer.allocUnsafe(256);
  #at = HEADER_BYTES;

  uint32(value: number): void {
    this.#reserve(4);
    this.#at = this.#buffer.writeUInt32BE(value >>> 0, this.#at);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#buffer[this.#at++] = value;
  }

  string(text: string): void {
    const latin1 = toLatin1(text);
    this.uint32(latin1.length);
    this.#reserve(latin1.length);
    this.#at += this.#buffer.write(latin1, this.#at, "latin1");
  }

  bytes(bytes: Uint8Array): void {
    this.uint32(bytes.length);
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  finish(type: number): Buffer {
    this.#buffer.writeUInt32BE(((MAGIC << 8) | type) >>> 0, 0);
    this.#buffer.writeUInt32BE(this.#at - HEADER_BYTES, 4);
    return this.#buffer.subarray(0, this.#at);
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const bigger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + bytes));
    this.#buffer.copy(bigger, 0, 0, this.#at);
    this.#buffer = bigger;
  }
}

function writeDouble(out: Writer, value: number): void {
  if (!Number.isFinite(value)) throw new RangeError(`${value} cannot be sent to a CCU`);
  const exponent = value === 0 ? 0 : Math.floor(Math.log2(Math.abs(value))) + 1;
  // 2 ** -exponent overflows for the smallest numbers: scale in two steps.
  const half = Math.trunc(exponent / 2);
  // at most 2 ** 30, also where it rounds up or the logarithm was a little too small
  const mantissa = Math.round(value * 2 ** -half * 2 ** -(exponent - half) * 2 ** 30);
  out.uint32(DOUBLE);
  out.uint32(mantissa);
  out.uint32(exponent);
}

function writeValue(out: Writer, value: RpcValue): void {
  switch (typeof value) {
    case "boolean":
      out.uint32(BOOL);
      out.byte(value ? 1 : 0);
      return;
    case "number":
      if (Number.isInteger(value) && value >= -INT32 && value < INT32) {
        out.uint32(INTEGER);
        out.uint32(value);
      } else writeDouble(out, value);
      return;
    case "string":
      out.uint32(STRING);
      out.string(value);
      return;
    case "object":
      if (value === null) break;
      writeObject(out, value);
      return;
  }
  out.uint32(STRING);
  out.string("");
}

function writeObject(out: Writer, value: Exclude<RpcValue, string | number | boolean | undefined | null>): void {
  if (value instanceof Unreadable) writeValue(out, "");
  else if (value instanceof Double) writeDouble(out, value.value);
  else if (value instanceof Uint8Array) {
    out.uint32(BINARY);
    out.bytes(value);
  } else if (Array.isArray(value)) {
    out.uint32(ARRAY);
    out.uint32(value.length);
    for (const item of value as readonly RpcValue[]) writeValue(out, item);
  } else {
    const members = Object.entries(value as Record<string, RpcValue>).filter(([, member]) => member !== undefined);
    out.uint32(STRUCT);
    out.uint32(members.length);
    for (const [name, member] of members) {
      out.string(name);
      writeValue(out, member);
    }
  }
}

/** A request frame with its header. Throws `RangeError` for NaN and infinities. */
export function encodeCall(method: string, params: readonly RpcValue[]): Buffer {
  const out = new Writer();
  out.string(method);
  out.uint32(params.length);
  for (const param of params) writeValue(out, param);
  return out.finish(REQUEST);
}

/** An answer frame. */
export function encodeResponse(value: RpcValue): Buffer {
  const out = new Writer();
  writeValue(out, value);
  return out.finish(RESPONSE);
}

/** A fault frame. */
export function encodeFault(code: number | undefined, message: string): Buffer {
  const out = new Writer();
  writeValue(out, code === undefined ? { faultString: message } : { faultCode: code, faultString: message });
  return out.finish(FAULT);
}

/** The shortest decimal within one unit of the mantissa: 0.3, which the sender meant, instead of 0.29999999981. */
function plainest(value: number, unit: number): number {
  const candidates = DIGITS.map((digits) => Number(value.toPrecision(digits)));
  // a mantissa of 31 bits, which no CCU sends, may need eleven
  return candidates.find((one) => Math.abs(one - value) <= unit) ?? value;
}

class Reader {
  readonly #bytes: Buffer;
  #at: number;
  #depth = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#at = HEADER_BYTES;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  uint32(): number {
    if (this.left < 4) throw new RpcFormatError("BIN-RPC message ends too early");
    const value = this.#bytes.readUInt32BE(this.#at);
    this.#at += 4;
    return value;
  }

  string(): string {
    const length = this.uint32();
    return repairUtf8(this.#take(length).toString("latin1"));
  }

  value(): RpcValue {
    const type = this.uint32();
    switch (type) {
      case INTEGER:
      case DATE:
        return type === INTEGER ? this.uint32() | 0 : this.uint32();
      case BOOL:
        return this.#take(1)[0] !== 0;
      case STRING:
        return this.string();
      case DOUBLE:
        return this.#double();
      case BINARY:
        return Buffer.from(this.#take(this.uint32()));
      case ARRAY:
        return this.#array();
      case STRUCT:
        return this.#struct();
      default:
        throw new RpcFormatError(`BIN-RPC type 0x${type.toString(16)} is unknown`);
    }
  }

  /** `count` items of at least `bytes` each must fit in what is left: a lying count allocates nothing. */
  count(bytes: number): number {
    const count = this.uint32();
    if (count * bytes > this.left) throw new RpcFormatError(`BIN-RPC count ${count} exceeds the message`);
    return count;
  }

  #double(): number | Unreadable {
    const mantissa = this.uint32() | 0;
    const exponent = this.uint32() | 0;
    const half = Math.trunc(exponent / 2);
    const value = (mantissa / 2 ** 30) * 2 ** half * 2 ** (exponent - half);
    if (!Number.isFinite(value)) return new Unreadable(`double ${mantissa} * 2^${exponent}`);
    return plainest(value, 2 ** half * 2 ** (exponent - half) * 2 ** -30);
  }

  #array(): RpcValue[] {
    this.#deeper();
    const count = this.count(4);
    const items: RpcValue[] = [];
    for (let i = 0; i < count; i++) items.push(this.value());
    this.#depth--;
    return items;
  }

  #struct(): RpcStruct {
    this.#deeper();
    const count = this.count(8);
    const struct: RpcStruct = {};
    for (let i = 0; i < count; i++) setMember(struct, this.string(), this.value());
    this.#depth--;
    return struct;
  }

  #take(length: number): Buffer {
    if (length > this.left) throw new RpcFormatError("BIN-RPC message ends too early");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  #deeper(): void {
    if (++this.#depth > MAX_DEPTH) throw new RpcFormatError(`nested deeper than ${MAX_DEPTH} levels`);
  }
}

function open(frame: Uint8Array): { type: number; reader: Reader } {
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  if (bytes.length < HEADER_BYTES || bytes.readUIntBE(0, 3) !== MAGIC) throw new RpcFormatError("not a BIN-RPC frame");
  if (bytes.readUInt32BE(4) !== bytes.length - HEADER_BYTES) throw new RpcFormatError("BIN-RPC frame of wrong length");
  return { type: bytes[3] as number, reader: new Reader(bytes) };
}

/** The request in a frame. Throws `RpcFormatError`. */
export function decodeCall(frame: Uint8Array): RpcCall {
  const { type, reader } = open(frame);
  if (type !== REQUEST) throw new RpcFormatError(`BIN-RPC frame of type 0x${type.toString(16)} is no request`);
  const method = reader.string();
  if (method === "") throw new RpcFormatError("method call without a method name");
  const count = reader.count(4);
  const params: RpcValue[] = [];
  for (let i = 0; i < count; i++) params.push(reader.value());
  return { method, params };
}

/** The value of an answer frame, `undefined` where it has none. Throws `RpcFault` or `RpcFormatError`. */
export function decodeResponse(frame: Uint8Array): RpcValue {
  const { type, reader } = open(frame);
  if (type !== RESPONSE && type !== FAULT) throw new RpcFormatError(`BIN-RPC frame of type 0x${type.toString(16)}`);
  const value = reader.left === 0 ? undefined : reader.value();
  if (type === FAULT) throw faultOf(value);
  return value;
}
