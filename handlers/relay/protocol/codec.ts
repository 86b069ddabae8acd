/** Messages as bytes: JSON, gzip where that pays, and large ones in parts. */
import { gunzipSync, gzipSync } from "node:zlib";
import * as z from "zod";
import type { Clock } from "../../ports/index.ts";

/** Bytes of one MQTT message (AWS IoT Core: 128 KB a publish). */
export const MESSAGE_LIMIT = 128 * 1024;
/** Bytes of JSON above which a message is compressed: below, the gain is smaller than gzip's own 18 bytes and its time. */
export const GZIP_ABOVE = 1024;
/** Bytes that one message may have after decompression: what the largest answer of the gateway needs (6 MB), and a bomb has more. */
export const EXPANDED_LIMIT = 8 * 1024 * 1024;
/** Bytes of the compressed whole that one part carries: base64 makes 4/3 of it, the envelope takes less than 1 KB. */
const PART_BYTES = 94 * 1024;
/** Compressed bytes of a message in parts: an answer of 6 MB that does not compress at all. */
export const WHOLE_LIMIT = 6 * 1024 * 1024;
/** Parts of the largest message. */
const PARTS_LIMIT = Math.ceil(WHOLE_LIMIT / PART_BYTES);
/** Messages of which parts are missing, at once: what one relay or one function has in flight, with room. */
export const OPEN_WHOLES = 16;
/** Milliseconds after which missing parts are given up: longer than any deadline. */
const PARTS_KEPT_MS = 60_000;

/** The message does not fit, whatever is done: nothing is sent. */
export class MessageTooLarge extends Error {
  constructor(bytes: number, limit: number) {
    super(`a message of ${bytes} bytes: at most ${limit} can be sent`);
    this.name = "MessageTooLarge";
  }
}

const pack = (message: unknown): Buffer => {
  const json = Buffer.from(JSON.stringify(message));
  return json.length > GZIP_ABOVE ? gzipSync(json) : json;
};

/** @throws MessageTooLarge past {@link MESSAGE_LIMIT}. */
export function encodeMessage(message: unknown): Buffer {
  const bytes = pack(message);
  if (bytes.length > MESSAGE_LIMIT) throw new MessageTooLarge(bytes.length, MESSAGE_LIMIT);
  return bytes;
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** The JSON value, or `undefined` where the bytes are none, or too many. Never throws: peers and brokers are hostile input. */
function unpack(bytes: Uint8Array): unknown {
  try {
    const json = isGzip(bytes) ? gunzipSync(bytes, { maxOutputLength: EXPANDED_LIMIT }) : bytes;
    if (json.length > EXPANDED_LIMIT) return undefined;
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(json));
  } catch {
    return undefined;
  }
}

/** A message that fits its schema, or `undefined`. */
export function decodeMessage<S extends z.ZodType>(schema: S, bytes: Uint8Array): z.output<S> | undefined {
  if (bytes.length > MESSAGE_LIMIT) return undefined;
  const parsed = schema.safeParse(unpack(bytes));
  return parsed.success ? parsed.data : undefined;
}

/** Characters of what names a message that comes in parts, and of what tells its repetitions apart. */
export const PART_NAME_LIMIT = 64;
/** One of several parts of a message: `data` is base64 of a slice of the compressed whole. */
export const Part = z.object({
  id: z.string().min(1).max(PART_NAME_LIMIT),
  /** Which repetition of the message: parts of two encodings never mix. */
  set: z.string().max(PART_NAME_LIMIT),
  part: z
    .int()
    .min(0)
    .max(PARTS_LIMIT - 1),
  parts: z.int().min(2).max(PARTS_LIMIT),
  data: z.base64().max(MESSAGE_LIMIT),
});
export type Part = z.infer<typeof Part>;

/**
 * The message as one publish, or as several of {@link Part}.
 * @param set tells this encoding from another one of the same id (an answer that is given twice)
 * @throws MessageTooLarge past {@link WHOLE_LIMIT} compressed, or {@link EXPANDED_LIMIT} plain.
 */
export function encodeParts(id: string, set: string, message: unknown): Buffer[] {
  const json = Buffer.from(JSON.stringify(message));
  if (json.length > EXPANDED_LIMIT) throw new MessageTooLarge(json.length, EXPANDED_LIMIT);
  const whole = json.length > GZIP_ABOVE ? gzipSync(json) : json;
  if (whole.length <= MESSAGE_LIMIT) return [whole];
  if (whole.length > WHOLE_LIMIT) throw new MessageTooLarge(whole.length, WHOLE_LIMIT);
  const parts = Math.ceil(whole.length / PART_BYTES);
  return Array.from({ length: parts }, (_, part) => {
    const data = whole.subarray(part * PART_BYTES, (part + 1) * PART_BYTES).toString("base64");
    return Buffer.from(JSON.stringify({ id, set, part, parts, data } satisfies Part));
  });
}

interface Open {
  parts: (string | undefined)[];
  missing: number;
  since: number;
}

/**
 * Puts parts together, in whatever order and however often they come. One per peer: `take` answers the message once it
 * is whole, else `undefined` ("not yet", "not one of ours", "not valid": the sender repeats what is not answered).
 */
export function createAssembler<S extends z.ZodType>(schema: S, clock: Clock) {
  const open = new Map<string, Open>();
  const counters = { invalid: 0, abandoned: 0 };

  function expire(): void {
    for (const [key, { since }] of open) {
      if (open.size < OPEN_WHOLES && clock.now() - since <= PARTS_KEPT_MS) return;
      open.delete(key);
      counters.abandoned += 1;
    }
  }

  function collect({ id, set, part, parts, data }: Part): Buffer | undefined {
    const key = `${id} ${set} ${parts}`;
    let whole = open.get(key);
    if (whole === undefined) {
      expire();
      whole = { parts: new Array(parts), missing: parts, since: clock.now() };
      open.set(key, whole);
    }
    if (part >= parts || whole.parts[part] !== undefined) return undefined;
    whole.parts[part] = data;
    whole.missing -= 1;
    if (whole.missing > 0) return undefined;
    open.delete(key);
    return Buffer.concat(whole.parts.map((piece) => Buffer.from(piece as string, "base64")));
  }

  return {
    counters,
    take(bytes: Uint8Array): z.output<S> | undefined {
      if (bytes.length > MESSAGE_LIMIT) {
        counters.invalid += 1;
        return undefined;
      }
      const value = unpack(bytes);
      const part = Part.safeParse(value);
      const whole = part.success ? collect(part.data) : undefined;
      if (part.success && whole === undefined) return undefined;
      const parsed = schema.safeParse(whole === undefined ? value : unpack(whole));
      if (parsed.success) return parsed.data;
      counters.invalid += 1;
      return undefined;
    },
  };
}
