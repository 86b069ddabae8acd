/** What of a request crosses over to the home, and what of its answer comes back: credentials and cookies do not. */
import { COMMAND_ERRORS, type CommandResult } from "../../kernel/command.ts";
import type { ApiReply } from "../../kernel/dispatch.ts";
import type { Identity } from "../../kernel/identity.ts";
import type { OperationSpec, RequestInfo } from "../../kernel/operation.ts";
import { traceparentOf } from "../../kernel/trace.ts";
import { bytesOf, type RelayBody } from "../protocol/parts.ts";
import type { ReplyMessage } from "../protocol/reply-message.ts";
import type { RequestMessage } from "../protocol/request-message.ts";

/** Of a request, besides those that its operation declares. Credentials and cookies stay in the cloud. */
const REQUEST_HEADERS = ["accept", "accept-language", "content-type", "if-match", "if-none-match", "x-request-id"];
/** Of an answer: a relay sets no cookies and no rules for browsers. */
const REPLY_HEADERS = new Set([
  "allow",
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "deprecation",
  "etag",
  "last-modified",
  "link",
  "location",
  "retry-after",
  "vary",
  "x-history-tier",
  "x-problem-code",
]);

export const plainIdentity = (identity: Identity | null): RequestMessage["identity"] =>
  identity && {
    subject: identity.subject,
    role: identity.role,
    scheme: identity.scheme,
    ...(identity.expiresAt === undefined ? {} : { expiresAt: identity.expiresAt }),
  };

export function forwardedHeaders(
  request: RequestInfo,
  { headers: declared = {} }: OperationSpec,
): Record<string, string> {
  const headers: Record<string, string> = { traceparent: traceparentOf(request) };
  for (const name of [...REQUEST_HEADERS, ...Object.keys(declared)]) {
    const value = name === "x-request-id" ? request.id : request.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  return headers;
}

export function bodyOf(bytes: Uint8Array): RelayBody {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return { base64: Buffer.from(bytes).toString("base64") };
  }
}

export function apiReply({ status, headers, body }: NonNullable<ReplyMessage["rest"]>): ApiReply {
  const kept = Object.entries(headers).filter(([name]) => REPLY_HEADERS.has(name.toLowerCase()));
  return {
    status,
    headers: Object.fromEntries(kept),
    ...(body === undefined ? {} : { body: "text" in body ? body.text : bytesOf(body) }),
  };
}

export function plainResult(result: NonNullable<ReplyMessage["command"]>): CommandResult {
  if (!("error" in result)) return { data: result.data };
  const { code, message } = result.error;
  return { error: { code: COMMAND_ERRORS.find((known) => known === code) ?? "internal_error", message } };
}
