/** Values of a LINK paramset on their way to the CCU: everything fits the receiver's own description, or nothing goes. */
import type { ParamsetDescription, TypedValue } from "../../ports/index.ts";
import { encodeValue, isRejected, type RejectedValue } from "../values.ts";

const WRITE = 2;
/** FLAGS of a parameter: the interface's own business. */
const INTERNAL = 2;

/** UI_HINT keeps the WebUI's own profile number; HmIP describes it nowhere (ccu-protocol 11.4). */
const UI_HINT = "UI_HINT";

export interface EncodedLink {
  values: Record<string, TypedValue>;
  refused: RejectedValue[];
  /** Parameters that exist, but belong to the interface. */
  hidden: string[];
}

/**
 * BidCos interfaces describe all parameters of a link with OPERATIONS 0 (10,823 of 11,433 in the field), although they
 * take them: only one that names other operations, and not this one, is read-only.
 */
const isReadOnly = (operations: unknown): boolean => Number(operations) !== 0 && (Number(operations) & WRITE) === 0;

const no = (rejected: RejectedValue["rejected"], field: string, reason: string): RejectedValue => ({
  rejected,
  error: { field, reason },
});

/** Wired modules keep the peer's own address among the parameters, without a type: it is theirs. */
const isTyped = (type: unknown): boolean => typeof type === "string" && type !== "";

/** Checks and types all values. `refused` names every one that cannot be written, with its limits. */
export function encodeLinkValues(
  description: ParamsetDescription,
  entries: Iterable<readonly [string, unknown]>,
): EncodedLink {
  const encoded: EncodedLink = { values: {}, refused: [], hidden: [] };
  for (const [parameter, value] of entries) {
    const known = Object.hasOwn(description, parameter) ? description[parameter] : undefined;
    if (known && (Number(known.FLAGS) & INTERNAL) !== 0) {
      encoded.hidden.push(parameter);
      continue;
    }
    const result = known
      ? isTyped(known.TYPE) && !isReadOnly(known.OPERATIONS)
        ? encodeValue(parameter, "LINK", known, value)
        : no("read_only", parameter, "is read-only")
      : parameter === UI_HINT
        ? encodeValue(parameter, "LINK", { TYPE: "STRING", OPERATIONS: 0, FLAGS: 0 }, value)
        : no("enum", parameter, "is no parameter of this paramset");
    if (isRejected(result)) encoded.refused.push(result);
    else encoded.values[parameter] = result;
  }
  return encoded;
}
