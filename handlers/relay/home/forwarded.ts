/**
 * The relay's entry for requests that were authenticated elsewhere: the same dispatchers, but who asks is told by the
 * message. Only what is `served: "home"` can be reached: users, tokens and settings of the relay are nobody's business.
 */
import { type Command, type CommandCall, type CommandResult, createCommandDispatcher } from "../../kernel/command.ts";
import { type ApiReply, type ApiRequest, createDispatcher } from "../../kernel/dispatch.ts";
import type { Identity } from "../../kernel/identity.ts";
import type { Operation } from "../../kernel/operation.ts";
import { tooLarge } from "../../kernel/problem.ts";
import type { Site } from "../../kernel/site.ts";
import { type AuditNote, withNotes } from "../protocol/audit-notes.ts";
import type { RelayBody, RequestMessage } from "../protocol/messages.ts";
import { withDeadline } from "./deadline.ts";

export interface ForwardedOptions {
  /** Milliseconds since the epoch, of the relay's own clock. */
  deadline?: number;
  /** Told of what is noted in the audit log. */
  noted?: (note: AuditNote) => void;
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

export const bytesOf = (body: RelayBody | undefined): Uint8Array =>
  body === undefined ? new Uint8Array() : "text" in body ? Buffer.from(body.text) : Buffer.from(body.base64, "base64");

export function createForwarded(options: {
  operations: readonly Operation[];
  commands: readonly Command[];
  site: Site;
  validateResponses?: boolean;
}): Forwarded {
  const { validateResponses } = options;
  const siteOf = ({ deadline, noted }: ForwardedOptions): Site => {
    const site = noted ? withNotes(options.site, noted) : options.site;
    return deadline === undefined ? site : withDeadline(site, deadline);
  };
  const dispatch = createDispatcher({
    operations: options.operations.filter(({ spec }) => spec.served === "home"),
    home: (request) => ({
      site: siteOf((request as ForwardedRequest).options),
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
    rest({ method, path, query, headers, body }, identity, options = {}) {
      const bytes = bytesOf(body);
      const request: ForwardedRequest = {
        method,
        path,
        query,
        headers,
        remote: "cloud",
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
    command: ({ name, args, requestId }, identity, options = {}) =>
      call({ command: name, args, identity, site: siteOf(options), requestId }),
  };
}
