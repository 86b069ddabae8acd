/** Which answers are worth compressing, and how a client would take them (RFC 9110, 12.5.3). */
import type { ApiReply } from "./api-request.ts";

/** Bytes from which an answer is compressed: a smaller one fits into one network packet as it is. */
export const COMPRESSED_FROM = 1_024;
/** Text compresses; pictures and archives are compressed already. */
const TEXT_TYPE = /^(text\/(?!event-stream)|application\/([\w.+-]+\+)?(json|xml|yaml|javascript)\b|image\/svg)/i;

export type ContentEncoding = "br" | "gzip";

/** Is the encoding named (or any, by `*`) with a weight that is not 0? Its own weight counts more than that of `*`. */
function takes(accepted: string, encoding: string): boolean {
  let any = false;
  for (const part of accepted.split(",")) {
    const [name = "", ...parameters] = part.split(";").map((one) => one.trim().toLowerCase());
    const weight = Number(parameters.find((one) => one.startsWith("q="))?.slice(2) ?? 1);
    if (name === encoding) return weight > 0;
    if (name === "*") any = weight > 0;
  }
  return any;
}

/** `undefined` = as it is: small, a stream, no text, encoded already, or the client takes nothing else. */
export function encodingFor(
  { status, headers, body }: ApiReply,
  accepted: string | undefined,
  known: readonly ContentEncoding[] = ["br", "gzip"],
): ContentEncoding | undefined {
  if (accepted === undefined || body === undefined) return undefined;
  if (!(typeof body === "string" || body instanceof Uint8Array) || body.length < COMPRESSED_FROM) return undefined;
  if (status === 206 || headers["content-encoding"] !== undefined) return undefined;
  if (!TEXT_TYPE.test(String(headers["content-type"]))) return undefined;
  return known.find((encoding) => takes(accepted, encoding));
}

/** The headers of the same answer, encoded: caches must not give it to who does not take that. */
export const encodedHeaders = (headers: ApiReply["headers"], encoding: ContentEncoding): ApiReply["headers"] => ({
  ...headers,
  "content-encoding": encoding,
  vary: [...new Set([headers.vary ?? []].flat()), "Accept-Encoding"].join(", "),
});
