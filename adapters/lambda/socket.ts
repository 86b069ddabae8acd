/**
 * The functions behind the WebSocket API: the authorizer of `$connect`, and the one for `$connect`, `$disconnect` and
 * every message (routes by `$request.body.op` and `$default` all lead here; `pong` never does, a mock answers it).
 *
 * What the authorizer found out comes along with every later event of the socket (`requestContext.authorizer`), so that
 * a message needs no look-up of its site. Without an authorizer (some emulators have none) `$connect` checks the
 * credential itself and the site of a socket is kept by its connection id.
 */
import { type Identity, Role } from "../../handlers/kernel/identity.ts";
import { Refusal } from "../../handlers/kernel/problem.ts";
import type { Gateway, Log } from "../../handlers/ports/index.ts";
import { errorFrame, parseFrame, resultFrame } from "../../handlers/stream/frames.ts";
import type { RemoteStream } from "../../handlers/stream/remote.ts";
import { type EventOptions, type Headers, originOf, plainHeaders } from "./event.ts";
import { handlerOf, type InvocationOptions, type LambdaHandler } from "./invocation.ts";

type Single = Readonly<Record<string, string | undefined>>;

/** Events of `$connect`, of its authorizer, of messages and of `$disconnect`, as far as they are used. */
export interface SocketEvent {
  headers?: Single | null;
  multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null;
  body?: string | null;
  isBase64Encoded?: boolean;
  methodArn?: string;
  requestContext: {
    routeKey?: string;
    eventType?: "CONNECT" | "MESSAGE" | "DISCONNECT" | (string & {});
    connectionId?: string;
    identity?: { sourceIp?: string };
    /** What {@link AuthorizerResult.context} said, as texts. */
    authorizer?: Readonly<Record<string, unknown>> | null;
  };
}
export interface SocketResult {
  statusCode: number;
  headers?: Record<string, string>;
  body?: string;
}
export interface AuthorizerResult {
  principalId: string;
  policyDocument: {
    Version: "2012-10-17";
    Statement: { Action: "execute-api:Invoke"; Effect: "Allow" | "Deny"; Resource: string }[];
  };
  /** Texts only, at most 8 KB together (API Gateway). */
  context?: Record<string, string>;
}

/** A request to open a socket. */
export interface Handshake {
  headers: Headers;
  remote: string;
  secure: boolean;
}
/** Whose socket it is. */
export interface Admitted {
  site: string;
  identity: Identity;
}
/** Who asks, by the credentials of the handshake, and whether the page may connect. */
export type Admit = (handshake: Handshake) => Promise<Admitted | Refusal>;

const handshakeOf = (event: SocketEvent, options: EventOptions): Handshake =>
  originOf(plainHeaders(event.headers, event.multiValueHeaders), event.requestContext.identity?.sourceIp, options);

export interface AuthorizerOptions extends EventOptions, Pick<InvocationOptions<never, never>, "write" | "uptime"> {
  admit: Admit;
  log: Log;
}

/** The one message of an authorizer that API Gateway answers with 401; any other ends in 500. */
const UNAUTHORIZED = "Unauthorized";

/** Allows, denies (403), or throws "Unauthorized" (401): API Gateway knows no other answers of an authorizer. */
export function createAuthorizerHandler(options: AuthorizerOptions): LambdaHandler<SocketEvent, AuthorizerResult> {
  const { admit } = options;
  const policy = (event: SocketEvent, Effect: "Allow" | "Deny", principalId: string): AuthorizerResult => ({
    principalId,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Action: "execute-api:Invoke", Effect, Resource: event.methodArn ?? "*" }],
    },
  });
  const decide = handlerOf<SocketEvent, AuthorizerResult | null>(
    async (event) => {
      const admitted = await admit(handshakeOf(event, options));
      if (admitted instanceof Refusal) {
        if (admitted.status === 503) throw admitted;
        return admitted.status === 401 ? null : policy(event, "Deny", "nobody");
      }
      const { site, identity } = admitted;
      const context = { site, identity: JSON.stringify(identity) };
      return { ...policy(event, "Allow", `${site}.${identity.subject}`), context };
    },
    {
      ...options,
      name: "authorizer",
      failed(event, _, why) {
        // a denial would tell the client that its credentials are wrong; nobody could look at them
        if (why.status === 503) throw new Error("Unavailable");
        return policy(event, "Deny", "nobody");
      },
    },
  );
  return async (event, context) => {
    const result = await decide(event, context);
    if (result === null) throw new Error(UNAUTHORIZED);
    return result;
  };
}

/** Sites of open sockets by connection id: needed only without an authorizer. */
export interface SocketSites {
  remember(connectionId: string, site: string): Promise<void>;
  find(connectionId: string): Promise<string | undefined>;
  forget(connectionId: string): Promise<void>;
}

export interface SocketOptions extends EventOptions, Pick<InvocationOptions<never, never>, "write" | "uptime"> {
  admit: Admit;
  /** The stream of a site for one call of the function; `undefined` for an impossible name. */
  streamOf: (site: string) => Promise<RemoteStream | undefined>;
  sites: SocketSites;
  gateway: Gateway;
  log: Log;
}

const OK: SocketResult = { statusCode: 200 };

/** The authorizer's word; it is ours, but passes through the gateway as text. */
function admittedBy(authorizer: Readonly<Record<string, unknown>> | null | undefined): Admitted | undefined {
  const { site, identity } = authorizer ?? {};
  if (typeof site !== "string" || typeof identity !== "string") return undefined;
  const parsed = JSON.parse(identity) as Identity;
  return Role.safeParse(parsed.role).success && typeof parsed.subject === "string"
    ? { site, identity: parsed }
    : undefined;
}

export function createSocketHandler(options: SocketOptions): LambdaHandler<SocketEvent, SocketResult> {
  const { admit, streamOf, sites, gateway, log } = options;
  const refusal = (why: Refusal): SocketResult => ({
    statusCode: why.status,
    headers: { ...why.headers, "content-type": "application/problem+json", "x-problem-code": why.code },
    body: JSON.stringify(why.document()),
  });

  async function connect(event: SocketEvent, id: string): Promise<SocketResult> {
    const known = admittedBy(event.requestContext.authorizer);
    const admitted = known ?? (await admit(handshakeOf(event, options)));
    if (admitted instanceof Refusal) return refusal(admitted);
    const stream = await streamOf(admitted.site);
    if (!known) await sites.remember(id, admitted.site);
    await stream?.connected(id, admitted.identity);
    return OK;
  }

  async function streamFor(event: SocketEvent, id: string): Promise<RemoteStream | undefined> {
    const site = admittedBy(event.requestContext.authorizer)?.site ?? (await sites.find(id));
    return site === undefined ? undefined : streamOf(site);
  }

  async function disconnect(event: SocketEvent, id: string): Promise<SocketResult> {
    await (await streamFor(event, id))?.disconnected(id);
    if (!admittedBy(event.requestContext.authorizer)) await sites.forget(id);
    return OK;
  }

  async function message(event: SocketEvent, id: string): Promise<SocketResult> {
    const stream = await streamFor(event, id);
    if (stream) await stream.message(id, textOf(event));
    else await gateway.close(id);
    return OK;
  }

  const handle: LambdaHandler<SocketEvent, SocketResult> = async (event) => {
    const { connectionId: id = "", eventType, routeKey } = event.requestContext;
    if (eventType === "CONNECT" || routeKey === "$connect") return connect(event, id);
    if (eventType === "DISCONNECT" || routeKey === "$disconnect") return disconnect(event, id);
    return message(event, id);
  };

  /** The gateway's own words for a failed message would tell the client nothing that it understands. */
  async function failed(event: SocketEvent, requestId: string, why: Refusal): Promise<SocketResult> {
    const { connectionId: id = "", eventType } = event.requestContext;
    if (eventType === "CONNECT") return refusal(why);
    if (eventType === "MESSAGE")
      await gateway
        .post(id, failureFrame(textOf(event), requestId, why))
        .catch((error: unknown) => log.warn("failure not told to the client", { connection: id, error }));
    return OK;
  }

  return handlerOf(handle, { ...options, name: "socket", failed });
}

const textOf = ({ body, isBase64Encoded }: SocketEvent): string =>
  isBase64Encoded ? Buffer.from(body ?? "", "base64").toString() : (body ?? "");

function failureFrame(text: string, requestId: string, why: Refusal): string {
  const frame = parseFrame(text);
  const isAway = why.status === 503;
  const reason = isAway ? why.message : "internal error";
  const code = isAway ? "unavailable" : "internal_error";
  const message = `${reason} (request ${requestId})`;
  if ("malformed" in frame || frame.op !== "call") return errorFrame(code, message);
  // as the dispatcher says it
  return resultFrame(frame.id, { error: { code, message: `${frame.command}: ${message}` } });
}
