/** What went wrong, in the classes that decide what a caller may do about it (protocol document, section 9). */
import { CcuFault } from "../../handlers/ports/index.ts";
import { RpcFault, RpcFormatError } from "./codec/value.ts";

const TRANSPORT_REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "the CCU refuses the connection",
  EHOSTUNREACH: "the CCU is not reachable",
  ENETUNREACH: "the network of the CCU is not reachable",
  ETIMEDOUT: "the CCU does not answer",
  ECONNRESET: "the CCU closed the connection",
  EPIPE: "the CCU closed the connection",
  ENOTFOUND: "the name of the CCU is unknown",
  EAI_AGAIN: "the name of the CCU cannot be resolved now",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate of the CCU is not trusted",
  SELF_SIGNED_CERT_IN_CHAIN: "the certificate of the CCU is not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the certificate of the CCU is not trusted",
  CERT_HAS_EXPIRED: "the certificate of the CCU has expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate of the CCU is for another name",
};

/** The class of a fault that came over the wire. `method` decides -5: no value yet when reading, wrong when writing. */
function classOf(fault: RpcFault, method: string): CcuFault["class"] {
  const { code, message } = fault;
  if (code === undefined || /unknown method|No handler with given name|not implemented/i.test(message)) {
    return "unsupported";
  }
  if (/DUTY_?CYCLE/i.test(message)) return "duty_cycle";
  switch (code) {
    case -1:
      return /UNREACH|TIMEOUT|not reachable/i.test(message) ? "radio" : "permanent";
    case -5:
      return method === "getValue" || method === "getParamset" ? "no_value" : "permanent";
    case -6:
    case -32601:
      return "unsupported";
    case -8:
      return "duty_cycle";
    case -9:
    case -100:
      return "radio";
    case -10:
      return "pending";
    case -32603:
      return "auth";
    default:
      return "permanent";
  }
}

/** Why an answer over HTTP is a fault: its status. */
export class HttpStatusError extends Error {
  constructor(status: number) {
    super(`HTTP ${status}`);
    this.name = "HttpStatusError";
  }
}

/** The CCU sent something that is no answer: an empty body, a page, XML that ends too early, another kind of value. */
export const isUnreadable = (fault: CcuFault): boolean => fault.cause instanceof RpcFormatError;

/** `cause` of a fault that says: the connection stood, and nothing came in time. */
const SILENT = "silent";

/** Nothing was answered within `timeoutMs`. */
export const silentFault = (timeoutMs: number): CcuFault =>
  new CcuFault("transport", `no answer within ${timeoutMs / 1000} s`, undefined, { cause: SILENT });

/** The call was not answered in time: lost on the way, or the interface process hangs. */
export const isSilent = (fault: CcuFault): boolean => fault.cause === SILENT;

/**
 * Somebody is there and gave no answer: something unreadable, an HTTP error, or a connection that was closed instead. That
 * may concern the one call only; whether the interface process works is for another method to show.
 */
export function isNoAnswer(fault: CcuFault): boolean {
  if (fault.class !== "transport") return false;
  const { cause } = fault;
  if (isUnreadable(fault) || cause instanceof HttpStatusError) return true;
  return CLOSED.has(String((cause as { code?: unknown } | undefined)?.code));
}
/** Codes of a connection that stood and was closed by the other side. */
const CLOSED = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED"]);

/** Any error of a call as `CcuFault`. */
export function toCcuFault(error: unknown, method: string): CcuFault {
  if (error instanceof CcuFault) return error;
  if (error instanceof RpcFault) {
    return new CcuFault(classOf(error, method), `${method}: ${error.message}`, error.code, { cause: error });
  }
  if (error instanceof RpcFormatError) {
    const reason = error.notReady ? "CCU not ready" : "the CCU answered something else than RPC";
    return new CcuFault("transport", `${method}: ${reason} (${error.message})`, undefined, { cause: error });
  }
  if (error instanceof RangeError) return new CcuFault("permanent", `${method}: ${error.message}`);
  const code = (error as { code?: unknown } | null)?.code;
  const known = typeof code === "string" ? TRANSPORT_REASONS[code] : undefined;
  const reason = known ?? (error instanceof Error ? error.message : String(error));
  return new CcuFault("transport", `${method}: ${reason}`, undefined, { cause: error });
}

export const notReady = (fault: unknown): boolean =>
  fault instanceof CcuFault && fault.class === "transport" && fault.message.includes("CCU not ready");

export const unsupported = (what: string): CcuFault => new CcuFault("unsupported", what);
