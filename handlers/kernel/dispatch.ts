/**
 * One request in, one reply out, whatever the transport. Order (contract 0.3): request id, CORS, credentials, CSRF,
 * idempotency, rate limit, role, validation, handler.
 */
import { randomUUID } from "node:crypto";
import type { Clock } from "../ports/index.ts";
import { networkOf } from "./addresses.ts";
import { createAnswerCache } from "./answer-cache.ts";
import { type ApiReply, type ApiRequest, type ForwardRequest, parseCookies, type RequestHome } from "./api-request.ts";
import type { Authentication } from "./authentication.ts";
import { isCrossSite, preflight } from "./cors.ts";
import { recordReads } from "./home-reads.ts";
import { createIdempotency } from "./idempotency.ts";
import { allows, type Identity } from "./identity.ts";
import {
  bodyLimitOf,
  HANDLER_TIMEOUT_MS,
  IDENTITY_BURST,
  IDENTITY_RATE,
  REQUEST_ID_LIMIT,
  UNREADABLE_BURST,
  UNREADABLE_RATE,
} from "./limits.ts";
import { centralIn, requireKnownCentral } from "./named-central.ts";
import type { Operation, OperationContext, RequestInfo } from "./operation.ts";
import { forbidden, notFound, Refusal, tooMany, toRefusal, UnreadableBody, unauthorized, unready } from "./problem.ts";
import { allowHeader, finish, type Handled, problemReply, refused, serialise } from "./reply.ts";
import { requestScope, unwanted } from "./request-scope.ts";
import { type Route, routerOf } from "./router.ts";
import type { Site } from "./site.ts";
import { createTokenBuckets } from "./token-bucket.ts";
import { traced } from "./trace.ts";
import { type InputSchemas, inputSchemas, parseBody, parseParameters } from "./validation.ts";
import { withinLimit } from "./within-limit.ts";

export { type ApiReply, type ApiRequest, type ForwardRequest, parseCookies, type RequestHome };

export const API_PREFIX = "/api/v1";

export interface DispatcherOptions {
  operations: readonly Operation[];
  /**
   * The home of a request, told by its credential and never by its path; on-prem always the same. Where no home can be
   * told, one in which nobody is known: everything but public operations then answers 401.
   */
  home: (request: ApiRequest) => RequestHome | Promise<RequestHome>;
  clock: Clock;
  forward?: ForwardRequest;
  /**
   * Other processes serve the same homes at the same time (functions). Then no answer is kept: each request has a read
   * model of its own, whose revision says nothing about another's.
   */
  shared?: boolean;
  /** Tests: a body that does not fit its declared schema is a 500 with the reason in the log. */
  validateResponses?: boolean;
}

const NO_BODY = new Uint8Array();
const MUTATING = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** A request with what was found for it so far. */
interface Asked {
  request: ApiRequest;
  info: RequestInfo;
  home: RequestHome;
  /** GET for HEAD. */
  method: string;
  route: Route;
  /** Of the answer, where it may be kept. */
  key: string | undefined;
}

const takesBody = ({ spec }: Operation): boolean => spec.body !== undefined || spec.method !== "GET";

const requestId = (inbound: string | undefined) =>
  inbound && inbound.length <= REQUEST_ID_LIMIT && /^[\x21-\x7e]+$/.test(inbound) ? inbound : randomUUID();

/** What every transport calls. It never rejects; no promise where nothing had to be waited for. */
export type Dispatch = (request: ApiRequest) => ApiReply | Promise<ApiReply>;

export function createDispatcher(options: DispatcherOptions): Dispatch {
  const { clock, forward, validateResponses } = options;
  const router = routerOf(options.operations, API_PREFIX);
  // made with the first request: a function of the cloud that has just started must not prepare hundreds for one
  const prepared = new Map<Operation, InputSchemas>();
  const schemasOf = (operation: Operation): InputSchemas => {
    const known = prepared.get(operation) ?? inputSchemas(operation.spec);
    prepared.set(operation, known);
    return known;
  };
  const once = createIdempotency(randomUUID(), options.shared === true);
  const answers = options.shared ? undefined : createAnswerCache();
  const rate = createTokenBuckets(clock, IDENTITY_RATE, IDENTITY_BURST);
  const unreadable = createTokenBuckets(clock, UNREADABLE_RATE, UNREADABLE_BURST);

  /** Nothing is a promise that need not be one: a kept answer for a known credential costs no turn of the event loop. */
  function handle(request: ApiRequest, info: RequestInfo, home: RequestHome): Handled | Promise<Handled> {
    const method = request.method === "HEAD" ? "GET" : request.method;
    const repeated = method === "GET" ? answers?.asked(home.site, request) : undefined;
    const route = repeated?.route ?? router.find(method, request.path);
    if (!route) return missing(request);
    const asked: Asked = { request, info, home, method, route, key: repeated?.key };
    const told = request.identity;
    const own = told === undefined ? route.operation.spec.ownCredential?.(home.site, info) : undefined;
    if (own instanceof Refusal) return admitted(asked, { identity: null, refusal: own });
    const known = own ? { identity: own } : told === undefined ? home.authenticator.identify(info) : { identity: told };
    if (!(known instanceof Promise)) return admitted(asked, known);
    return limited(route.operation, known).then((authentication) => admitted(asked, authentication));
  }

  /** The time limit ends the wait, not the work: an idempotent write still records how it ended. */
  function limited<T>({ spec }: Operation, work: Promise<T>, controller?: AbortController): Promise<T> {
    if (spec.streaming) return work;
    return withinLimit(clock, HANDLER_TIMEOUT_MS, work, () => {
      controller?.abort(unwanted());
      throw unready(`the handler took longer than ${HANDLER_TIMEOUT_MS / 1000} s`, "Handler timeout");
    });
  }

  /** Made when a handler begins: an answer that is kept needs none. */
  function begun(request: ApiRequest): AbortController {
    const controller = new AbortController();
    request.gone?.(() => controller.abort(unwanted()));
    return controller;
  }

  function admitted(asked: Asked, { identity, refusal }: Authentication): Handled | Promise<Handled> {
    if (refusal) return refusal;
    const { method, home, route } = asked;
    if (MUTATING.has(method)) return change(asked, identity);
    admit(route.operation, home.site, identity);
    if (answers && route.operation.spec.cacheable) {
      asked.key ??= answers.keyOf(home.site, route, asked.request);
      // before everything that costs: what is asked again needs no validation (it passed then), no handler and no timer
      const kept = answers.get(asked.key, home.site.home.revision());
      if (kept) return kept;
    }
    const controller = begun(asked.request);
    return limited(route.operation, act(asked, identity, NO_BODY, controller.signal), controller);
  }

  async function change(asked: Asked, identity: Identity | null): Promise<Handled> {
    const { request, info, method, home } = asked;
    const { site } = home;
    const { operation } = asked.route;
    const { spec } = operation;
    const csrf =
      request.identity === undefined ? home.authenticator.csrf(info, identity) : fromElsewhere(info, home.site);
    if (csrf) return csrf;
    // who may not call at all does not get its body read
    if (!allows(identity, spec.role)) throw identity === null ? unauthorized() : forbidden();
    const body = takesBody(operation) ? await readBody(operation, request) : NO_BODY;
    const key = request.headers["idempotency-key"];
    const controller = begun(request);
    const run = async () => {
      admit(operation, site, identity);
      return countUnreadable(operation, request, act(asked, identity, body, controller.signal));
    };
    if (!key || !identity || spec.secretReply) return limited(operation, run(), controller);
    const first = once(site, { subject: identity.subject, method, path: request.path, key, body }, async () =>
      refused(() => run(), info, site),
    );
    return limited(operation, first, controller);
  }

  /** Whoever told the identity may have found it by a cookie, which a browser sends for pages of other sites as well. */
  const fromElsewhere = (info: RequestInfo, { settings }: Site): Refusal | null =>
    settings.csrf && isCrossSite(info, settings.corsOrigins)
      ? forbidden("the request was sent by a page of another site", "CSRF check failed")
      : null;

  function missing(request: ApiRequest): Refusal {
    const allowed = router.methods(request.path);
    if (allowed.length === 0) return notFound(`no such route: ${request.path.slice(0, 300)}`, "Route not found");
    return new Refusal(
      405,
      "bad_request",
      "Method not allowed",
      `${request.method} is not one of ${allowed.join(", ")}`,
      {
        headers: { allow: allowHeader(allowed) },
      },
    );
  }

  /** Throws 413 past the limit, 429 where the address sent too many bodies to public operations that could not be read. */
  async function readBody(operation: Operation, request: ApiRequest): Promise<Uint8Array> {
    const { spec } = operation;
    const seconds = spec.role === "public" ? unreadable.peek(networkOf(request.remote)) : 0;
    if (seconds > 0)
      throw tooMany(
        "this address sent too many request bodies that could not be read",
        "Too many bad requests",
        seconds,
      );
    return countUnreadable(operation, request, request.body(bodyLimitOf(spec)));
  }

  async function countUnreadable<T>({ spec }: Operation, request: ApiRequest, work: Promise<T>): Promise<T> {
    if (spec.role !== "public") return work;
    try {
      return await work;
    } catch (error) {
      if (error instanceof UnreadableBody) unreadable.take(networkOf(request.remote));
      throw error;
    }
  }

  /** Rate limit, then role. Throws the refusal. */
  function admit({ spec }: Operation, site: Site, identity: Identity | null): void {
    if (site.settings.rateLimit && identity && spec.path !== "/info" && spec.path !== "/health") {
      const seconds = rate.take(`${site.id} ${identity.subject}`);
      if (seconds > 0) throw tooMany("at most 10 requests a second", "Too many requests", seconds);
    }
    if (!allows(identity, spec.role)) throw identity === null ? unauthorized() : forbidden();
  }

  async function act(
    { request, info, home, route, key }: Asked,
    identity: Identity | null,
    body: Uint8Array,
    signal: AbortSignal,
  ): Promise<ApiReply> {
    const { site, origin } = home;
    const { operation } = route;
    const { spec } = operation;
    const schemas = schemasOf(operation);
    const input = parseParameters(schemas, route.params, request.query, request.headers);
    const revision = site.home.revision();
    if (spec.served === "home" && forward) {
      parseBody(spec, body, request.headers["content-type"]);
      const unwantedReads = MUTATING.has(request.method) ? undefined : signal;
      return forward(route, info, request.query, body, identity, site, unwantedReads);
    }
    const recorded = key === undefined ? undefined : recordReads(site.home);
    const central = centralIn(request.query);
    // what does not choose by it does not look at it; where a device is named, it is looked up on that CCU
    if (central !== undefined && spec.query?.central && spec.unknownCentral !== "handler")
      await requireKnownCentral(recorded?.home ?? site.home, central, spec.unknownCentral);
    const reply = await operation.handle({
      ...requestScope(site, identity, {
        ...{ origin, signal, central },
        ...(request.collected === undefined ? {} : { collected: request.collected }),
      }),
      ...(recorded && { home: recorded.home }),
      ...input,
      body: parseBody(spec, body, request.headers["content-type"]),
      request: info,
    } as OperationContext);
    if (reply instanceof Refusal) throw reply;
    const serialised = serialise(operation, reply, validateResponses === true);
    if (key !== undefined && recorded && reply.status === 200 && typeof serialised.body === "string") {
      serialised.body = Buffer.from(serialised.body);
      const { reads } = recorded;
      answers?.set(key, { revision, reads, body: serialised.body, headers: { ...serialised.headers } });
    }
    return serialised;
  }

  /**
   * The answer to what was asked before in the same words, by somebody who is recognised, while nothing that it shows has
   * changed. Nothing of it is logged, so it needs no trace (a fifth of what such an answer costs here, measured).
   */
  function repeated(request: ApiRequest, info: RequestInfo, home: RequestHome): ApiReply | undefined {
    const { site, authenticator } = home;
    if (answers === undefined || request.method !== "GET" || site.log.isEnabled?.("debug")) return undefined;
    const before = answers.asked(site, request);
    if (before === undefined || before.route.operation.spec.ownCredential) return undefined;
    const told = request.identity;
    const known = told === undefined ? authenticator.recognise?.(info) : { identity: told };
    if (known === undefined || known.refusal) return undefined;
    const kept = answers.get(before.key, site.home.revision());
    if (kept === undefined) return undefined;
    try {
      admit(before.route.operation, site, known.identity);
      return kept;
    } catch (error) {
      const refusal = toRefusal(error);
      if (refusal) return problemReply(refusal, info);
      throw error;
    }
  }

  function answer(request: ApiRequest, info: RequestInfo, home: RequestHome): ApiReply | Promise<ApiReply> {
    const kept = repeated(request, info, home);
    return kept ? finish(kept, request, info, home) : traced(info, () => answerTraced(request, info, home));
  }

  function answerTraced(request: ApiRequest, info: RequestInfo, home: RequestHome): ApiReply | Promise<ApiReply> {
    const reply =
      request.method === "OPTIONS"
        ? preflighted(request, info, home.site)
        : refused(() => handle(request, info, home), info, home.site);
    const done = (made: ApiReply): ApiReply => {
      const { log } = home.site;
      // without the query: people put tokens there
      if (log.isEnabled?.("debug"))
        log.debug("answered", { method: request.method, path: request.path, status: made.status });
      return finish(made, request, info, home);
    };
    return reply instanceof Promise ? reply.then(done) : done(reply);
  }

  function preflighted(request: ApiRequest, info: RequestInfo, { settings }: Site): ApiReply {
    const methods = router.methods(request.path);
    return methods.length > 0
      ? preflight(info, settings.corsOrigins, allowHeader(methods))
      : problemReply(missing(request), info);
  }

  return (request) => {
    const info: RequestInfo = {
      id: requestId(request.headers["x-request-id"]),
      method: request.method,
      path: request.path,
      headers: request.headers,
      remote: request.remote,
      secure: request.secure,
      cookies: parseCookies(request.headers.cookie),
      connection: request.connection,
    };
    const home = options.home(request);
    return home instanceof Promise ? home.then((found) => answer(request, info, found)) : answer(request, info, home);
  };
}
