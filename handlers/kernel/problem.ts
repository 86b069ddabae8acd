/** RFC 9457 problem documents with the contract's closed list of codes. */
import * as z from "zod";
import { CcuFault } from "./ccu-fault.ts";

export const PROBLEM_CODES = [
  "validation",
  "not_found",
  "conflict",
  "unauthorized",
  "forbidden",
  "unsupported",
  "rate_limited",
  "internal",
  "bad_request",
  "service_unready",
  "upstream_unavailable",
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** Contract: the daemon's own namespace; clients compare the whole URI. */
export const PROBLEM_TYPE = "https://openccu-loom.dev/errors/";
const types = PROBLEM_CODES.map((code) => `${PROBLEM_TYPE}${code}` as const);

export const FieldError = z.strictObject({
  field: z.string().optional(),
  reason: z.string().optional(),
  min: z.unknown().optional(),
  max: z.unknown().optional(),
});
export type FieldError = z.infer<typeof FieldError>;

export const Problem = z
  .strictObject({
    type: z.enum(types as [(typeof types)[number], ...(typeof types)[number][]]),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string().optional(),
    code: z.enum(PROBLEM_CODES).optional(),
    errors: z.array(FieldError).optional(),
  })
  .meta({ id: "Problem", description: "Why a request was refused (RFC 9457)" });

/** A refusal: returned or thrown by a use case, a problem document or a WebSocket error frame at the edge. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: ProblemCode;
  readonly title: string;
  readonly errors: FieldError[] | undefined;
  readonly headers: Record<string, string>;
  constructor(
    status: number,
    code: ProblemCode,
    title: string,
    detail?: string,
    extra: { errors?: FieldError[]; headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(detail ?? "", extra.cause === undefined ? undefined : { cause: extra.cause });
    this.name = "Refusal";
    this.status = status;
    this.code = code;
    this.title = title;
    this.errors = extra.errors;
    this.headers = extra.headers ?? {};
  }

  document(instance?: string): z.infer<typeof Problem> {
    return {
      type: `${PROBLEM_TYPE}${this.code}`,
      title: this.title,
      status: this.status,
      ...(this.message ? { detail: this.message } : {}),
      ...(instance === undefined ? {} : { instance }),
      code: this.code,
      ...(this.errors ? { errors: this.errors } : {}),
    };
  }
}

export const badRequest = (detail: string, title = "Bad request", errors?: FieldError[]) =>
  new Refusal(400, "bad_request", title, detail, { errors });
/** A value that was understood and is not acceptable. */
export const rejected = (detail: string, title = "Validation failed", errors?: FieldError[]) =>
  new Refusal(400, "validation", title, detail, { errors });
/** The same where the contract answers 422 (setup, v1 tokens, values:batch, edit sessions). */
export const unprocessable = (detail: string, title = "Validation failed", errors?: FieldError[]) =>
  new Refusal(422, "validation", title, detail, { errors });
export const unauthorized = (detail = "no valid credentials", title = "Authentication required") =>
  new Refusal(401, "unauthorized", title, detail, {
    headers: { "www-authenticate": 'Basic realm="openccu-loom", Bearer' },
  });
export const forbidden = (detail = "insufficient role", title = "Forbidden") =>
  new Refusal(403, "forbidden", title, detail);
export const notFound = (detail: string, title = "Not found") => new Refusal(404, "not_found", title, detail);
export const conflict = (detail: string, title = "Conflict", errors?: FieldError[]) =>
  new Refusal(409, "conflict", title, detail, { errors });
export const gone = (detail: string, title = "Gone") => new Refusal(410, "not_found", title, detail);
export const tooLarge = (limit: number) =>
  new UnreadableBody(413, "validation", "Body too large", `the body may have at most ${limit} bytes`);
export const locked = (detail: string, title: string) => new Refusal(423, "conflict", title, detail);
export const tooMany = (detail: string, title: string, retryAfterSeconds: number) =>
  new Refusal(429, "rate_limited", title, detail, {
    headers: { "retry-after": String(Math.max(1, Math.ceil(retryAfterSeconds))) },
  });
export const internal = (requestId: string) =>
  new Refusal(500, "internal", "Internal error", `request ${requestId} failed; the server's log has the reason`);
export const unsupported = (detail: string, title = "Not supported") => new Refusal(501, "unsupported", title, detail);
export const upstream = (detail: string, title = "CCU refused or unreachable", cause?: unknown) =>
  new Refusal(502, "upstream_unavailable", title, detail, { cause });
export const unready = (detail: string, title = "Service not ready", retryAfterSeconds = 5) =>
  new Refusal(503, "service_unready", title, detail, { headers: { "retry-after": String(retryAfterSeconds) } });

/** Values that are each acceptable, but not together: 400 `validation`, and a code of its own among commands (api-behaviour 1.12). */
export class InconsistentValues extends Refusal {
  constructor(detail: string, errors: FieldError[]) {
    super(400, "validation", "Values do not fit together", detail, { errors });
  }
}

/** A part of the program is switched off: its routes are not there (404), and its commands are unknown (subsystems 0.2). */
export class SwitchedOff extends Refusal {
  constructor(detail: string) {
    super(404, "not_found", "Route not found", detail);
  }
}

/** 409 `conflict`, and a code of its own among commands: something has to be put in order first (api-behaviour 1.12). */
export class NotReady extends Refusal {
  constructor(detail: string, title: string, errors: FieldError[]) {
    super(409, "conflict", title, detail, { errors });
  }
}

/** A body that is no JSON, or more than may be sent. */
export class UnreadableBody extends Refusal {}
export const unreadable = (detail: string) => new UnreadableBody(400, "bad_request", "Invalid JSON", detail);

/** What went wrong as a refusal: refusals stay, CCU faults become 502 (501 where the CCU lacks the feature, 422 for what it cannot hold). */
export function toRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof CcuFault) {
    const reason = error.code === undefined ? error.message : `${error.message} (fault ${error.code})`;
    if (error.class === "invalid") return unprocessable(reason, "Value rejected");
    return error.class === "unsupported" ? unsupported(reason) : upstream(reason, undefined, error);
  }
  return undefined;
}
