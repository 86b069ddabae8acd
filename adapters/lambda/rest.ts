/** The function behind the HTTP API. */
import type { ApiReply, ApiRequest } from "../../handlers/kernel/dispatch.ts";
import { internal, unready } from "../../handlers/kernel/problem.ts";
import type { Log } from "../../handlers/ports.ts";
import type { EventOptions } from "./event.ts";
import { type HttpEvent, type HttpResult, problemResult, toApiRequest, toResult } from "./http.ts";
import { handlerOf, type InvocationOptions, type LambdaHandler } from "./invocation.ts";

export interface RestOptions extends EventOptions, Pick<InvocationOptions<HttpEvent, HttpResult>, "write" | "uptime"> {
  dispatch: (request: ApiRequest) => Promise<ApiReply>;
  log: Log;
}

/** Answers every event; what goes wrong is a problem document that names the request, never the reason. */
export const createRestHandler = (options: RestOptions): LambdaHandler<HttpEvent, HttpResult> =>
  handlerOf(async (event) => toResult(event, await options.dispatch(toApiRequest(event, options))), {
    ...options,
    name: "rest",
    failed: (event, requestId, late) =>
      problemResult(
        event,
        late ? unready("it took longer than a function may", "Timeout") : internal(requestId),
        requestId,
      ),
  });
