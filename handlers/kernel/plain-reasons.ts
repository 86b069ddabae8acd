/** Why a value does not fit its schema, in words for people who do not know the validator. A schema's own words go first. */
import type * as z from "zod";

const KINDS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};
const UNITS: Readonly<Record<string, string>> = {
  string: "characters",
  array: "members",
  set: "members",
  file: "bytes",
};
const FORMATS: Readonly<Record<string, string>> = {
  datetime: "a date and time with its zone, such as 2026-01-31T12:00:00Z",
  date: "a date, such as 2026-01-31",
  time: "a time, such as 12:00",
  url: "an address, such as https://example.org",
  uuid: "a UUID",
  email: "an e-mail address",
  ipv4: "an IPv4 address",
  ipv6: "an IPv6 address",
};

/** For `safeParse(value, { error: plainReason })`. Never says the offending value. */
export const plainReason: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is missing" : `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return issue.input === undefined ? "is missing" : `must be ${oneOf(issue.values)}`;
    case "too_small":
      return `must ${bound(issue.origin, "at least", Number(issue.minimum), issue.inclusive !== false)}`;
    case "too_big":
      return `must ${bound(issue.origin, "at most", Number(issue.maximum), issue.inclusive !== false)}`;
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "invalid_format":
      return `must be ${FORMATS[issue.format] ?? "of another form"}`;
    case "unrecognized_keys":
      return `has no member ${issue.keys.map((key) => JSON.stringify(key.slice(0, 100))).join(", ")}`;
    default:
      return undefined;
  }
};

const oneOf = (values: readonly unknown[]): string =>
  values.length === 1 ? String(values[0]) : `one of ${values.map(String).join(", ")}`;

function bound(origin: string, how: "at least" | "at most", limit: number, isIncluded: boolean): string {
  const unit = UNITS[origin];
  if (unit !== undefined) {
    const one = limit === 1 ? unit.replace(/s$/, "") : unit;
    return how === "at least" && limit === 1 && origin === "string" ? "not be empty" : `have ${how} ${limit} ${one}`;
  }
  if (isIncluded) return `be ${how} ${limit}`;
  return `be ${how === "at least" ? "more" : "less"} than ${limit}`;
}
