/** Cases that many operations share, and answers that are often expected. */
import type { Case } from "../case.ts";
import { DIMMER, STRANGER } from "../household.ts";

export const NOT_FOUND = { status: 404, code: "not_found" } as const;
export const INVALID = { status: 400, code: "validation" } as const;
export const BAD = { status: 400, code: "bad_request" } as const;
export const CONFLICT = { status: 409, code: "conflict" } as const;
export const WHICH = { status: 400, code: "bad_request" } as const;
export const UNREADY = { status: 503, code: "service_unready" } as const;
export const WRONG = { status: 422, code: "validation" } as const;

type Rest = Omit<Case, "operation" | "case" | "expect">;
/** Where several CCUs could be meant, one that does not exist is named, or none is known. */
export const central = (operation: string, rest: Rest = {}): Case[] => [
  { ...rest, operation, case: "which CCU?", unnamed: true, expect: WHICH },
  { ...rest, operation, case: "an unknown CCU", query: "central=nowhere", expect: WHICH },
  { ...rest, operation, case: "before any CCU is known", world: "empty", expect: UNREADY },
];
/** A CCU that has not told its objects cannot be said to lack one. */
export const objects = (operation: string, rest: Rest, unknown: Record<string, string>): Case[] => [
  ...central(operation, rest),
  { ...rest, operation, case: "unknown", params: unknown, expect: NOT_FOUND },
  { ...rest, operation, case: "while the CCU starts", world: "starting", params: unknown, expect: UNREADY },
];
/** Reads look at every CCU: only what two have, or none of two, is ambiguous. */
export const reads = (operation: string, params: Record<string, string>, unknown: Record<string, string>): Case[] => [
  { operation, case: "on both CCUs", unnamed: true, params, expect: WHICH },
  {
    operation,
    case: "on both, one named",
    unnamed: true,
    params,
    query: "central=ccu-main",
    expect: { status: 200, body: { central: "ccu-main" } },
  },
  { operation, case: "unknown", params: unknown, expect: NOT_FOUND },
  { operation, case: "while the CCU starts", world: "starting", params: unknown, expect: UNREADY },
];

/** A device that nobody knows, and a channel that the device lacks. */
export const unknownDevice = (operation: string, rest: Omit<Case, "operation" | "case" | "expect"> = {}): Case[] => [
  {
    ...rest,
    operation,
    case: "unknown device",
    params: { no: "1", ...rest.params, addr: STRANGER },
    expect: NOT_FOUND,
  },
  ...(operation.includes("{no}")
    ? [
        {
          ...rest,
          operation,
          case: "unknown channel",
          params: { ...rest.params, addr: DIMMER, no: "77" },
          expect: NOT_FOUND,
        },
      ]
    : []),
];
