/** What several messages have. */
import * as z from "zod";

/** Names of requesters: part of topics. */
export const REQUESTER_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** Characters of the name of a request, which is its protection against being done twice. */
export const ID_LEAST = 16;
export const ID_LIMIT = 64;
export const MessageId = z.string().min(ID_LEAST).max(ID_LIMIT);
/** Characters of the name of an event log. */
export const LOG_NAME_LIMIT = 64;

/** Grows with every pairing and every start of a relay. */
export const Epoch = z.int().min(0);
/** Milliseconds since the epoch (1970), by the sender's clock. */
export const At = z.number();
/** Measures the difference of two clocks: `sent` by the relay's clock, `received` by the cloud's (see clock-difference.ts). */
export const Echo = z.object({ sent: At, received: At });
export type Echo = z.infer<typeof Echo>;

/** Characters of the name of a file that was put, `<site>/<uuid>`, and of a signed address. */
export const KEPT_NAME_LIMIT = 200;
export const KEPT_URL_LIMIT = 8_192;
/** Text or bytes (base64). */
export const Body = z.union([z.object({ text: z.string() }), z.object({ base64: z.base64() })]);
export type RelayBody = z.infer<typeof Body>;
/** What a body stands for; none is empty. */
export const bytesOf = (body: RelayBody | undefined): Uint8Array =>
  body === undefined ? new Uint8Array() : "text" in body ? Buffer.from(body.text) : Buffer.from(body.base64, "base64");
