/** The HTTP API behind CloudFront: requests as events of payload 2.0, results as answers. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { PATH_HEADER } from "../../adapters/lambda/event.ts";
import type { Clock, Log } from "../../handlers/ports/index.ts";
import { type AnyHandler, invoke, type Outcome } from "./functions.ts";
import { ANSWER_LIMIT, HEADERS_LIMIT, HTTP_INTEGRATION_MS, REQUEST_LIMIT } from "./limits.ts";

export interface HttpApiOptions {
  rest: AnyHandler;
  clock: Clock;
  log: Log;
}

type Headers = Record<string, string>;

/** Headers as CloudFront and the gateway hand them on, cookies apart. */
export function forwardedHeaders(request: IncomingMessage): Headers {
  const headers: Headers = {};
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(",") : value;
  const remote = request.socket.remoteAddress ?? "";
  headers["x-forwarded-for"] = headers["x-forwarded-for"] ? `${headers["x-forwarded-for"]}, ${remote}` : remote;
  headers["x-forwarded-proto"] = "encrypted" in request.socket ? "https" : "http";
  headers["x-forwarded-host"] = request.headers.host ?? "";
  return headers;
}

/** As the live service does: decoded, and cut at a decoded question mark. */
function rawPath(path: string): string {
  try {
    return decodeURIComponent(path).split("?")[0] ?? "/";
  } catch {
    return path;
  }
}

function eventOf(request: IncomingMessage, body: Buffer, now: number): object {
  const url = request.url ?? "/";
  const at = url.indexOf("?");
  const path = at < 0 ? url : url.slice(0, at);
  const { cookie, ...headers } = forwardedHeaders(request);
  headers[PATH_HEADER] = path;
  return {
    version: "2.0",
    routeKey: "ANY /{proxy+}",
    rawPath: rawPath(path),
    rawQueryString: at < 0 ? "" : url.slice(at + 1),
    ...(cookie ? { cookies: cookie.split(/; ?/) } : {}),
    headers,
    requestContext: {
      accountId: "000000000000",
      apiId: "local",
      domainName: request.headers.host ?? "localhost",
      stage: "$default",
      timeEpoch: now,
      http: {
        method: request.method ?? "GET",
        path: rawPath(path),
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? "",
        userAgent: request.headers["user-agent"] ?? "",
      },
    },
    ...(body.length > 0 ? { body: body.toString("base64"), isBase64Encoded: true } : { isBase64Encoded: false }),
  };
}

/** `undefined` where it is larger than the gateway takes. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= REQUEST_LIMIT) chunks.push(chunk);
  }
  return size <= REQUEST_LIMIT ? Buffer.concat(chunks) : undefined;
}

/** The gateway's own words. */
function say(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ message }));
}

function answer(response: ServerResponse, outcome: Outcome): void {
  const result = outcome.ok ? (outcome.result as APIGatewayProxyStructuredResultV2) : undefined;
  if (!outcome.ok && outcome.reason === "timeout") say(response, 503, "Service Unavailable");
  else if (!result || Buffer.byteLength(JSON.stringify(result)) > ANSWER_LIMIT)
    say(response, 500, "Internal Server Error");
  else write(response, result);
}

function write(response: ServerResponse, result: APIGatewayProxyStructuredResultV2): void {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(result.headers ?? {})) headers[name] = String(value);
  if (result.cookies) headers["set-cookie"] = result.cookies;
  const body = Buffer.from(result.body ?? "", result.isBase64Encoded ? "base64" : "utf8");
  if (result.statusCode !== 204 && result.statusCode !== 304) headers["content-length"] = String(body.length);
  response.writeHead(result.statusCode ?? 200, headers).end(body);
}

/** Answers one request. Never rejects. */
export async function serveHttp(
  request: IncomingMessage,
  response: ServerResponse,
  { rest, clock, log }: HttpApiOptions,
): Promise<void> {
  try {
    const size = request.rawHeaders.reduce((sum, text) => sum + text.length + 2, (request.url ?? "").length);
    if (size > HEADERS_LIMIT) return say(response, 431, "Request Header Fields Too Large");
    const body = await readBody(request);
    if (body === undefined) return say(response, 413, "Request Entity Too Large");
    const event = eventOf(request, body, clock.now());
    answer(response, await invoke("rest", rest, event, { clock, log, limitMs: HTTP_INTEGRATION_MS }));
  } catch (error) {
    log.debug("request not answered", { error });
    response.destroy();
  }
}
