/** How a command ends, for scripts. The table is part of every help text and of the README. */
import type { CommandError, Problem } from "../../adapters/client/index.ts";

export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  refused: 3,
  notFound: 4,
  unreachable: 5,
  unacceptable: 6,
  notOffered: 7,
  later: 8,
  file: 9,
} as const;

/** Code -> meaning. */
export const EXIT_CODES: readonly (readonly [number, string])[] = [
  [EXIT.done, "done"],
  [EXIT.failed, "the endpoint failed, or answered what is not its API"],
  [EXIT.usage, "the command line means nothing"],
  [EXIT.refused, "not logged in, or not allowed"],
  [EXIT.notFound, "no such device, channel or data point"],
  [EXIT.unreachable, "the endpoint or the CCU does not answer; whether a write had its effect is unknown"],
  [EXIT.unacceptable, "the endpoint does not take this value or request"],
  [EXIT.notOffered, "the endpoint does not offer this"],
  [EXIT.later, "not now: still starting, CCU not connected, or too many requests"],
  [EXIT.file, "a file here: it exists already, cannot be read or written, or others may read it"],
  // by sysexits.h; told by local/main.ts before a command begins
  [69, "something is missing here: a newer Node, or a package that the command needs"],
  [130, "ended by Ctrl-C (143: by SIGTERM)"],
];

/** A fault that is told in one line. */
export class CliError extends Error {
  readonly exitCode: number;
  /** More, for `--verbose`. */
  readonly more: unknown;
  constructor(exitCode: number, message: string, more?: unknown) {
    super(message);
    this.exitCode = exitCode;
    this.more = more;
  }
}

export const usageError = (message: string): CliError => new CliError(EXIT.usage, message);

const BY_STATUS: Readonly<Record<number, number>> = {
  0: EXIT.unreachable,
  401: EXIT.refused,
  403: EXIT.refused,
  404: EXIT.notFound,
  410: EXIT.notFound,
  429: EXIT.later,
  500: EXIT.failed,
  501: EXIT.notOffered,
  502: EXIT.unreachable,
  503: EXIT.later,
  504: EXIT.unreachable,
};

/** Node says "fetch failed" and hides the reason behind it. */
const NETWORK: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection was cut",
  ENOTFOUND: "no such host",
  EAI_AGAIN: "the name of the host cannot be looked up now",
  EHOSTUNREACH: "no way to this host",
  ENETUNREACH: "no way to this network",
  UND_ERR_SOCKET: "the connection was cut",
  UND_ERR_CONNECT_TIMEOUT: "no connection in time",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed (NODE_EXTRA_CA_CERTS names a file of those that count)",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is self-signed (NODE_EXTRA_CA_CERTS names a file of those that count)",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "its certificate cannot be verified (NODE_EXTRA_CA_CERTS names a file of those that count)",
};

function networkReason(problem: Problem): string | undefined {
  const { cause } = (problem.cause ?? {}) as { cause?: { code?: string; message?: string } };
  return NETWORK[cause?.code ?? ""] ?? (cause?.message || cause?.code || problem.detail);
}

/** Title of the refusal where two CCUs have what is meant (api-behaviour 4). */
const CENTRAL_REQUIRED = "central required (multiple CCUs)";

const fieldText = ({ field, reason }: Problem["errors"][number]): string =>
  [field, reason].filter((part) => part !== undefined && part !== "").join(" ");

/** Title, detail, fields and code of a problem, in one line. */
function problemLine(problem: Problem): string {
  const detail = problem.code === "network" ? networkReason(problem) : problem.detail;
  // most details say it already
  const fields = problem.errors.filter(({ reason = "" }) => !detail?.includes(reason)).map(fieldText);
  const wait = problem.retryAfter === undefined ? [] : [`try again in ${problem.retryAfter} s`];
  const hint = problem.title === CENTRAL_REQUIRED ? ["--central NAME chooses"] : [];
  const parts = [[detail, ...fields, ...wait, ...hint].filter((part) => part !== undefined && part !== "").join("; ")];
  const status = problem.status === 0 ? "" : ` ${problem.status}`;
  return `${[problem.title, ...parts.filter(Boolean)].join(": ")} (${problem.code}${status})`;
}

export function problemError(problem: Problem): CliError {
  const { cause: _cause, ...told } = problem;
  const exitCode = problem.code === "unreadable" ? EXIT.failed : BY_STATUS[problem.status];
  const unknown = problem.status >= 500 ? EXIT.failed : EXIT.unacceptable;
  return new CliError(exitCode ?? unknown, problemLine(problem), problem.cause ?? told);
}

const BY_COMMAND_CODE: Readonly<Record<CommandError["code"], number>> = {
  unknown_command: EXIT.notOffered,
  bad_request: EXIT.unacceptable,
  unauthorized: EXIT.refused,
  forbidden: EXIT.refused,
  not_found: EXIT.notFound,
  conflict: EXIT.unacceptable,
  not_ready: EXIT.later,
  unavailable: EXIT.unreachable,
  locked: EXIT.unacceptable,
  validation_error: EXIT.unacceptable,
  rate_limited: EXIT.later,
  not_implemented: EXIT.notOffered,
  internal_error: EXIT.failed,
  timeout: EXIT.unreachable,
  connection_lost: EXIT.unreachable,
  not_connected: EXIT.unreachable,
  too_many_calls: EXIT.later,
};

export function commandError({ code, message }: CommandError): CliError {
  const exitCode = Object.hasOwn(BY_COMMAND_CODE, code) ? BY_COMMAND_CODE[code] : EXIT.failed;
  return new CliError(exitCode, `${message} (${code})`, { code, message });
}
