/** Answers in the encoding that the client takes, computed by Node's threads and not by the event loop. */
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { type ContentEncoding, encodedHeaders, encodingFor } from "../../handlers/kernel/content-encoding.ts";
import type { ApiReply } from "../../handlers/kernel/dispatch.ts";

const withBrotli = promisify<Uint8Array, object, Buffer>(brotliCompress);
const withGzip = promisify<Uint8Array, object, Buffer>(gzip);
/** Of 11: as quick as gzip, and a tenth smaller. Higher ones take many times as long. */
const BROTLI_QUALITY = 4;

const compress: Record<ContentEncoding, (body: Uint8Array) => Promise<Buffer>> = {
  br: (body) => withBrotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: (body) => withGzip(body, {}),
};

/** What was compressed of a body that is answered again (the dispatcher keeps answers): it goes when the body goes. */
const done = new WeakMap<Uint8Array, Partial<Record<ContentEncoding, Promise<Buffer>>>>();

/** The answer as it was where it is small, a stream, or not to be encoded. */
export function compressed(reply: ApiReply, accepted: string | undefined): ApiReply | Promise<ApiReply> {
  const encoding = encodingFor(reply, accepted);
  const { body } = reply;
  if (encoding === undefined || body === undefined) return reply;
  const bytes = typeof body === "string" ? Buffer.from(body) : (body as Uint8Array);
  const kept = done.get(bytes) ?? {};
  kept[encoding] ??= compress[encoding](bytes);
  done.set(bytes, kept);
  return kept[encoding].then((packed) => ({
    ...reply,
    headers: encodedHeaders(reply.headers, encoding),
    body: packed,
  }));
}
