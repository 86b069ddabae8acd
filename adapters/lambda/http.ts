/**
 * HTTP events of API Gateway as requests of the dispatcher, and its replies as results. Payload 2.0 (HTTP API) and 1.0
 * (HTTP API, REST API); nothing else knows what such an event looks like.
 */
import { isUtf8 } from "node:buffer";
import { gzipSync } from "node:zlib";
import type {
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyResult,
  APIGatewayProxyStructuredResultV2,
} from "aws-lambda";
import { encodedHeaders, encodingFor } from "../../handlers/kernel/content-encoding.ts";
import type { ApiReply, ApiRequest } from "../../handlers/kernel/dispatch.ts";
import { Refusal, tooLarge } from "../../handlers/kernel/problem.ts";
import { type EventOptions, encodedPath, originOf, PATH_HEADER, plainHeaders, withoutStage } from "./event.ts";

export type HttpEvent = APIGatewayProxyEventV2 | APIGatewayProxyEvent;
export type HttpResult = APIGatewayProxyStructuredResultV2 | APIGatewayProxyResult;

/** Bytes of a function's answer, as JSON (Lambda: 6 MB, here in its smaller reading). */
export const RESULT_LIMIT = 6_000_000;
/**
 * Bytes of an answer that goes by way of a store: a function has 512 MB, and an answer may be in it three times (its
 * pieces, the whole, its compressed form).
 */
export const DOWNLOAD_LIMIT = 64_000_000;
/** Bytes of a request (HTTP API: 10 MB). The gateway refuses more; a body that got here all the same is refused here. */
const REQUEST_LIMIT = 10_485_760;
/** A character of JSON takes at most six bytes of the result (`\u0000`). */
const WORST_ESCAPE = 6;

const isV2 = (event: HttpEvent): event is APIGatewayProxyEventV2 => "rawPath" in event;

function requestBody(event: HttpEvent): (limit: number) => Promise<Uint8Array> {
  const bytes = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
  return async (asked) => {
    const limit = Math.min(asked, REQUEST_LIMIT);
    if (bytes.length > limit) throw tooLarge(limit);
    return bytes;
  };
}

/** The query of payload 1.0 comes decoded and is put together again. */
function queryOf(event: APIGatewayProxyEvent): string {
  const all = event.multiValueQueryStringParameters ?? {};
  const single = Object.entries(event.queryStringParameters ?? {}).map(
    ([name, value]) => [name, [value ?? ""]] as const,
  );
  const pairs = Object.entries(all).length > 0 ? Object.entries(all) : single;
  return pairs
    .flatMap(([name, values]) => (values ?? []).map((value) => [name, value] as const))
    .map(([name, value]) => `${encodeURIComponent(name.toWellFormed())}=${encodeURIComponent(value.toWellFormed())}`)
    .join("&");
}

/** Never throws for anything that a client can cause. */
export function toApiRequest(event: HttpEvent, options: EventOptions = {}): ApiRequest {
  const parts = isV2(event) ? partsOfV2(event) : partsOfV1(event);
  const { headers, remote, secure } = originOf(parts.headers, parts.sourceIp, options);
  const path = encodedPath(withoutStage(parts.path, parts.stage), headers[PATH_HEADER]);
  delete headers[PATH_HEADER];
  return {
    method: parts.method,
    path,
    query: parts.query,
    headers,
    remote,
    secure,
    collected: true,
    body: requestBody(event),
  };
}

const partsOfV2 = (event: APIGatewayProxyEventV2) => ({
  method: event.requestContext.http.method,
  path: event.rawPath,
  stage: event.requestContext.stage,
  query: event.rawQueryString ?? "",
  headers: plainHeaders(event.headers, undefined, event.cookies),
  sourceIp: event.requestContext.http.sourceIp,
});

const partsOfV1 = (event: APIGatewayProxyEvent) => ({
  method: event.httpMethod,
  path: event.path,
  // REST APIs leave the stage out of `path`
  stage: event.requestContext.path?.startsWith(event.path) ? event.requestContext.stage : undefined,
  query: queryOf(event),
  headers: plainHeaders(event.headers, event.multiValueHeaders),
  sourceIp: event.requestContext.identity?.sourceIp,
});

/** An answer that is too large for the gateway, without its headers. */
export interface LargeAnswer {
  body: Uint8Array | string;
  type: string;
  /** `Content-Disposition`. */
  disposition?: string;
}
/** Keeps it where the client can get it; resolves with an address that is good for some minutes. */
export type KeepAnswer = (answer: LargeAnswer) => Promise<string>;

/** Nothing can be said to a client that takes no answer of this size. */
const answerTooLarge = (limit: number): Refusal =>
  new Refusal(
    501,
    "unsupported",
    "Answer too large",
    `through the cloud an answer may have at most ${limit} bytes: ask for less (a page, a filter) or ask the home directly`,
  );
const endlessAnswer = (): Refusal =>
  new Refusal(501, "unsupported", "Stream not available", "an endless answer cannot pass through the cloud");

/** The whole body; streams are collected. @throws Refusal where it never ends or gets too large */
async function collect({ body, headers }: ApiReply, limit: number): Promise<Uint8Array | string | undefined> {
  if (body === undefined || typeof body === "string" || body instanceof Uint8Array) return body;
  if (String(headers["content-type"]).startsWith("text/event-stream")) throw endlessAnswer();
  const pieces: Uint8Array[] = [];
  let isText = true;
  let size = 0;
  for await (const piece of body) {
    isText &&= typeof piece === "string";
    const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
    size += bytes.length;
    if (size > limit) throw answerTooLarge(limit);
    pieces.push(bytes);
  }
  const whole = Buffer.concat(pieces);
  return isText ? whole.toString() : whole;
}

/** Media types whose bytes are text; any other body goes as base64. */
const TEXT_TYPE = /^(text\/|application\/([\w.+-]+\+)?(json|xml|yaml|javascript)\b)/i;

interface ResultBody {
  body?: string;
  isBase64Encoded: boolean;
}
const inBase64 = (bytes: Uint8Array): ResultBody => ({
  body: Buffer.from(bytes).toString("base64"),
  isBase64Encoded: true,
});

function encodeBody(body: Uint8Array | string | undefined, type: string): ResultBody {
  if (body === undefined) return { isBase64Encoded: false };
  if (typeof body === "string") return { body, isBase64Encoded: false };
  // a byte order mark would get lost on the way through text
  const isText = TEXT_TYPE.test(type) && isUtf8(body) && body[0] !== 0xef;
  return isText ? { body: Buffer.from(body).toString(), isBase64Encoded: false } : inBase64(body);
}

const plainResult = (event: HttpEvent, reply: ApiReply, { body, isBase64Encoded }: ResultBody): HttpResult => {
  const headers: Record<string, string> = {};
  const repeated: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(reply.headers))
    if (typeof value === "string") headers[name] = value;
    else repeated[name] = [...value];
  const cookies = [reply.headers["set-cookie"] ?? []].flat();
  if (!isV2(event))
    return {
      statusCode: reply.status,
      headers,
      ...(Object.keys(repeated).length > 0 ? { multiValueHeaders: repeated } : {}),
      body: body ?? "",
      isBase64Encoded,
    };
  delete headers["set-cookie"];
  for (const [name, values] of Object.entries(repeated)) if (name !== "set-cookie") headers[name] = values.join(", ");
  return {
    statusCode: reply.status,
    headers,
    ...(cookies.length > 0 ? { cookies } : {}),
    ...(body === undefined ? {} : { body }),
    isBase64Encoded,
  };
};

function fits(result: HttpResult): boolean {
  const { body = "" } = result;
  if (body.length * WORST_ESCAPE + 65_536 < RESULT_LIMIT) return true;
  return body.length < RESULT_LIMIT && Buffer.byteLength(JSON.stringify(result)) <= RESULT_LIMIT;
}

const acceptedEncodings = (event: HttpEvent): string | undefined =>
  plainHeaders(event.headers, isV2(event) ? undefined : event.multiValueHeaders)["accept-encoding"];

/**
 * The answer in gzip, where the client takes that and it is worth it: the gateway compresses nothing. Not in br, which
 * would cost a function more memory for a tenth of the size.
 */
function packed(event: HttpEvent, reply: ApiReply, whole: Uint8Array | string | undefined): HttpResult | undefined {
  const encoding = whole && encodingFor({ ...reply, body: whole }, acceptedEncodings(event), ["gzip"]);
  if (!whole || !encoding) return undefined;
  return plainResult(event, { ...reply, headers: encodedHeaders(reply.headers, encoding) }, inBase64(gzipSync(whole)));
}

const textOf = (value: string | string[] | undefined): string => [value ?? ""].flat().join(", ");

/** What is said of a body, and no longer true without it. */
const OF_THE_BODY = [
  "content-type",
  "content-length",
  "content-disposition",
  "content-encoding",
  "etag",
  "last-modified",
];

/** The client gets the answer elsewhere. Only what was read: nobody repeats a write to get at its answer. */
async function elsewhere(
  event: HttpEvent,
  reply: ApiReply,
  body: Uint8Array | string,
  keep: KeepAnswer,
): Promise<HttpResult> {
  const size = typeof body === "string" ? Buffer.byteLength(body) : body.length;
  if (size > DOWNLOAD_LIMIT) throw answerTooLarge(DOWNLOAD_LIMIT);
  const disposition = textOf(reply.headers["content-disposition"]);
  const type = textOf(reply.headers["content-type"]) || "application/octet-stream";
  const location = await keep({ body, type, ...(disposition ? { disposition } : {}) });
  const headers = { ...reply.headers, location, "cache-control": "no-store" };
  for (const name of OF_THE_BODY) delete (headers as ApiReply["headers"])[name];
  return plainResult(event, { status: 303, headers }, { isBase64Encoded: false });
}

/**
 * The reply in the form that the event's API understands. What is too large goes compressed, or by way of a store where
 * there is one, or is refused in words.
 */
export async function toResult(event: HttpEvent, reply: ApiReply, keep?: KeepAnswer): Promise<HttpResult> {
  const kept = reply.status === 200 && reply.headers["content-encoding"] === undefined ? keep : undefined;
  try {
    const whole = await collect(reply, kept ? DOWNLOAD_LIMIT : RESULT_LIMIT);
    const encoded = packed(event, reply, whole);
    if (encoded && fits(encoded)) return encoded;
    const result = plainResult(event, reply, encodeBody(whole, textOf(reply.headers["content-type"])));
    if (fits(result)) return result;
    if (whole === undefined || reply.headers["content-encoding"] !== undefined) throw answerTooLarge(RESULT_LIMIT);
    if (!kept) throw answerTooLarge(RESULT_LIMIT);
    return await elsewhere(event, reply, whole, kept);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return problemResult(event, error, textOf(reply.headers["x-request-id"]));
  }
}

/** A problem document as a result. */
export function problemResult(event: HttpEvent, refusal: Refusal, requestId: string): HttpResult {
  const path = isV2(event) ? event.rawPath : event.path;
  const headers = {
    ...refusal.headers,
    "content-type": "application/problem+json",
    "x-problem-code": refusal.code,
    "x-content-type-options": "nosniff",
    ...(requestId ? { "x-request-id": requestId } : {}),
  };
  const body = JSON.stringify(refusal.document(path));
  return plainResult(event, { status: refusal.status, headers }, { body, isBase64Encoded: false });
}
