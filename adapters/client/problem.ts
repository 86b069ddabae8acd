/** What went wrong, as a value. */
import type { ClientClock } from "./clock.ts";
import type { Schemas } from "./contract.ts";

/** Codes of the contract, and those that the SDK adds: no answer, none in time, an answer that is not the API's. */
export type ProblemCode = NonNullable<Schemas["Problem"]["code"]> | "network" | "timeout" | "unreadable";

/**
 * Why there is no answer. `status` is the one of HTTP, and 0 where no answer came (`network`, `timeout`); whether a write
 * without an answer had its effect is unknown.
 */
export interface Problem<S extends number = number> {
  readonly status: S;
  readonly code: ProblemCode;
  readonly title: string;
  readonly detail?: string;
  /** Fields that were not acceptable. */
  readonly errors: NonNullable<Schemas["Problem"]["errors"]>;
  /** Seconds after which it may be asked again, where the server says so. */
  readonly retryAfter?: number;
  /** What `fetch` threw, where there is no answer. */
  readonly cause?: unknown;
}

/** The same as an exception, for those who would rather catch: see {@link dataOf}. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title, { cause: problem.cause });
    this.name = "ProblemError";
    this.problem = problem;
  }
}

/** The data of an answer. @throws ProblemError */
export function dataOf<A extends { readonly data?: unknown; readonly error?: Problem }>(
  answer: A,
): Extract<A, { readonly error?: undefined }>["data"] {
  if (answer.error !== undefined) throw new ProblemError(answer.error);
  return answer.data;
}

/** Seconds of a `Retry-After` header, as a number or as a date (RFC 9110, 10.2.3). */
export function retryAfterOf(header: string | null, clock: ClientClock): number | undefined {
  if (header === null) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - clock.now()) / 1000));
}

/** Codes of answers that are no problem document: a proxy's page, for example. */
const CODE_OF: Readonly<Record<number, ProblemCode>> = {
  400: "bad_request",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  429: "rate_limited",
  502: "upstream_unavailable",
  503: "service_unready",
};

/** The problem of an answer that is none of 2xx. Never throws. */
export async function problemOf(response: Response, clock: ClientClock): Promise<Problem> {
  const { status } = response;
  const text = await response.text().catch(() => "");
  let document: Partial<Schemas["Problem"]> = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null) document = parsed;
  } catch {
    // a proxy's page: its status says enough
  }
  const code = document.code ?? CODE_OF[status] ?? (status >= 500 ? "internal" : "unreadable");
  return {
    status,
    code,
    title: document.title ?? `HTTP ${status}`,
    detail: document.detail,
    errors: document.errors ?? [],
    retryAfter: retryAfterOf(response.headers.get("retry-after"), clock),
  };
}

/** Nothing came, or nothing in time. */
export const unanswered = (code: "network" | "timeout", cause: unknown): Problem<0> => ({
  status: 0,
  code,
  title: code === "timeout" ? "No answer in time" : "No answer",
  detail: cause instanceof Error ? cause.message : undefined,
  errors: [],
  cause,
});
