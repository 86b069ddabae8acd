/** Declaration of a WebSocket command (`op: "call"`) and its dispatch. */
import type * as z from "zod";
import { allows, type Identity, type Role } from "./identity.ts";
import { centralOf, requireKnownCentral } from "./named-central.ts";
import { plainReason } from "./plain-reasons.ts";
import { InconsistentValues, NotReady, type Refusal, SwitchedOff, toRefusal } from "./problem.ts";
import { type RequestOrigin, type RequestScope, requestScope } from "./request-scope.ts";
import type { Site } from "./site.ts";
import { traced } from "./trace.ts";

/** Closed list of the error codes of a result frame (api-behaviour 1.12). */
export const COMMAND_ERRORS = [
  "unknown_command",
  "bad_request",
  "unauthorized",
  "forbidden",
  "not_found",
  "conflict",
  "not_ready",
  "unavailable",
  "locked",
  "validation_error",
  "rate_limited",
  "not_implemented",
  "internal_error",
] as const;
export type CommandErrorCode = (typeof COMMAND_ERRORS)[number];

export interface CommandSpec {
  name: string;
  category: string;
  summary: string;
  /** The stricter of the command's own role and that of the operation with the same effect. */
  role: Role;
  served: "here" | "home";
  /** Unknown members are ignored, unlike in REST: use z.object. */
  args: z.ZodObject;
  result: z.ZodType;
  /** `METHOD /path` of the operation that does the same. */
  rest?: string;
}

export interface CommandContext<S extends CommandSpec = CommandSpec> extends RequestScope {
  readonly args: z.output<S["args"]>;
  readonly identity: Identity;
  readonly requestId: string;
}

export interface Command {
  readonly spec: CommandSpec;
  readonly handle: (context: CommandContext) => Promise<unknown> | unknown;
}

export function command<const S extends CommandSpec>(
  spec: S,
  handle: (context: CommandContext<S>) => Promise<z.input<S["result"]> | Refusal> | z.input<S["result"]> | Refusal,
): Command {
  return { spec, handle: handle as unknown as Command["handle"] };
}

export interface CommandError {
  code: CommandErrorCode;
  message: string;
}
export type CommandResult = { data: unknown } | { error: CommandError };

const codeOf = (refusal: Refusal): CommandErrorCode => {
  if (refusal instanceof InconsistentValues) return "validation_error";
  if (refusal instanceof SwitchedOff) return "unknown_command";
  if (refusal instanceof NotReady) return "not_ready";
  if (refusal.status === 423) return "locked";
  switch (refusal.code) {
    case "validation":
    case "bad_request":
      return "bad_request";
    case "unauthorized":
    case "forbidden":
    case "not_found":
    case "conflict":
    case "rate_limited":
      return refusal.code;
    case "unsupported":
      return "not_implemented";
    case "service_unready":
      return "unavailable";
    default:
      return "internal_error";
  }
};

export interface CommandCall {
  command: string;
  args: unknown;
  identity: Identity;
  site: Site;
  requestId: string;
  /** Aborted when nobody waits for the result any more. */
  signal?: AbortSignal;
  /** Where another process forwards it, or whoever asked waits less long than a handler may take. */
  origin?: RequestOrigin;
}

/** Where a `served: "home"` command goes when this process is not the home. */
export type ForwardCommand = (call: CommandCall, spec: CommandSpec) => Promise<CommandResult>;

/**
 * Looks up, authorises, validates and runs a command. Rate limits are the caller's (they count frames, not commands).
 * Never rejects: what fails becomes a result with an error.
 */
export function createCommandDispatcher(
  commands: readonly Command[],
  options: { forward?: ForwardCommand; validateResults?: boolean } = {},
): (call: CommandCall) => Promise<CommandResult> {
  const byName = new Map(commands.map((c) => [c.spec.name, c]));
  return (call) => traced({ id: call.requestId }, () => dispatch(call));

  async function dispatch(call: CommandCall): Promise<CommandResult> {
    const found = byName.get(call.command);
    if (!found)
      return { error: { code: "unknown_command", message: `unknown command: ${call.command.slice(0, 200)}` } };
    const { spec } = found;
    if (!allows(call.identity, spec.role))
      return { error: { code: "forbidden", message: `${spec.name} requires ${spec.role} role` } };
    const args = spec.args.safeParse(call.args ?? {}, { error: plainReason });
    if (!args.success) {
      const issue = args.error.issues[0]!;
      const at = issue.path.join(".");
      return { error: { code: "bad_request", message: `invalid args: ${at ? `${at}: ` : ""}${issue.message}` } };
    }
    const central = centralOf(call.args);
    try {
      if (spec.served === "home" && options.forward) {
        // the home needs it, too, also where the command does not declare it
        const whole = { ...args.data, ...(central !== undefined && { central }) };
        return await options.forward({ ...call, args: whole }, spec);
      }
      const { identity, requestId, origin, signal } = call;
      await requireKnownCentral(call.site.home, central);
      const scope = requestScope(call.site, identity, { origin, signal, central });
      const result = await found.handle({ ...scope, identity, requestId, args: args.data });
      const refusal = toRefusal(result);
      if (refusal) throw refusal;
      if (options.validateResults) spec.result.parse(result);
      return { data: result };
    } catch (error) {
      const refusal = toRefusal(error);
      if (refusal) return { error: { code: codeOf(refusal), message: refusal.message || refusal.title } };
      call.site.log.error("command failed", { command: spec.name, requestId: call.requestId, error });
      return { error: { code: "internal_error", message: `${spec.name}: internal error (request ${call.requestId})` } };
    }
  }
}
