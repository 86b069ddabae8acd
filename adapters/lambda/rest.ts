/** The function behind the HTTP API. */
import type { ApiReply, ApiRequest } from "../../handlers/kernel/dispatch.ts";
import type { Log } from "../../handlers/ports/index.ts";
import type { EventOptions } from "./event.ts";
import { type HttpEvent, type HttpResult, type LargeAnswer, problemResult, toApiRequest, toResult } from "./http.ts";
import { handlerOf, type InvocationOptions, type LambdaHandler } from "./invocation.ts";

/** An answer, and whose it is; nobody's where the request had no home. */
export interface SiteReply extends ApiReply {
  site?: string;
}

export interface RestOptions extends EventOptions, Pick<InvocationOptions<HttpEvent, HttpResult>, "write" | "uptime"> {
  dispatch: (request: ApiRequest) => Promise<SiteReply>;
  /** Keeps what is too large for the gateway; absent: it is refused. */
  keep?: (site: string, answer: LargeAnswer) => Promise<string>;
  log: Log;
}

/** Answers every event; what goes wrong is a problem document that names the request, never the reason. */
export function createRestHandler(options: RestOptions): LambdaHandler<HttpEvent, HttpResult> {
  const { dispatch, keep } = options;
  const answer: LambdaHandler<HttpEvent, HttpResult> = async (event) => {
    const request = toApiRequest(event, options);
    const reply = await dispatch(request);
    const { site } = reply;
    const keeps = keep && site !== undefined && request.method === "GET";
    return toResult(event, reply, keeps ? (large) => keep(site, large) : undefined);
  };
  return handlerOf(answer, {
    ...options,
    name: "rest",
    failed: (event, requestId, why) => problemResult(event, why, requestId),
  });
}
