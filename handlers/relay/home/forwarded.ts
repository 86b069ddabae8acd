/**
 * The relay's entry for requests that were authenticated elsewhere: the same dispatchers, but who asks is told by the
 * message. Only what is `served: "home"` can be reached: users, tokens and settings of the relay are nobody's business.
 */
import { type Command, type CommandCall, type CommandResult, createCommandDispatcher } from "../../kernel/command.ts";
import { type ApiReply, type ApiRequest, createDispatcher } from "../../kernel/dispatch.ts";
import type { Identity } from "../../kernel/identity.ts";
import type { Operation } from "../../kernel/operation.ts";
import { tooLarge } from "../../kernel/problem.ts";
import type { RequestOrigin } from "../../kernel/request-scope.ts";
import type { Site } from "../../kernel/site.ts";
import type { AuditNote } from "../protocol/audit-notes.ts";
import { BEGIN_WITHIN_MS, REQUEST_LIMIT_MS } from "../protocol/messages.ts";
import { bytesOf } from "../protocol/parts.ts";
import type { RequestMessage } from "../protocol/request-message.ts";

export interface ForwardedOptions {
  /** Milliseconds since the epoch, of the relay's own clock. */
  deadline?: number;
  /** Told of what is noted in the audit log. */
  noted?: (note: AuditNote) => void | Promise<void>;
}

export interface Forwarded {
  rest(
    request: NonNullable<RequestMessage["rest"]>,
    identity: Identity | null,
    options?: ForwardedOptions,
  ): Promise<ApiReply>;
  command(
    command: NonNullable<RequestMessage["command"]>,
    identity: Identity,
    options?: ForwardedOptions,
  ): ReturnType<(call: CommandCall) => Promise<CommandResult>>;
}

interface ForwardedRequest extends ApiRequest {
  identity: Identity | null;
  options: ForwardedOptions;
}

export function createForwarded(options: {
  operations: readonly Operation[];
  commands: readonly Command[];
  site: Site;
  validateResponses?: boolean;
}): Forwarded {
  const { validateResponses } = options;
  const originOf = ({ deadline, noted }: ForwardedOptions): RequestOrigin => ({
    noted: noted && ((key, entry) => noted({ key, entry: entry as AuditNote["entry"] })),
    // the answer is waited for as long as the cloud itself has
    ...(deadline !== undefined && { deadline, answerBy: deadline + REQUEST_LIMIT_MS - BEGIN_WITHIN_MS }),
  });
  const dispatch = createDispatcher({
    operations: options.operations.filter(({ spec }) => spec.served === "home"),
    home: (request) => ({
      site: options.site,
      origin: originOf((request as ForwardedRequest).options),
      authenticator: {
        identify: () => ({ identity: (request as ForwardedRequest).identity }),
        // the cloud has checked it, and its cookies are its own
        csrf: () => null,
        cookies: () => [],
      },
    }),
    clock: options.site.clock,
    validateResponses,
  });
  const call = createCommandDispatcher(
    options.commands.filter(({ spec }) => spec.served === "home"),
    { validateResults: validateResponses },
  );
  return {
    async rest({ method, path, query, headers, body }, identity, options = {}) {
      const bytes = bytesOf(body);
      const request: ForwardedRequest = {
        method,
        path,
        query,
        headers,
        remote: "cloud",
        // one message holds the answer
        collected: true,
        secure: true,
        identity,
        options,
        async body(limit) {
          if (bytes.length > limit) throw tooLarge(limit);
          return bytes;
        },
      };
      return dispatch(request);
    },
    command: ({ name, args, requestId }, identity, limits = {}) =>
      call({ command: name, args, identity, site: options.site, requestId, origin: originOf(limits) }),
  };
}
