/** Arguments of an operation, as hostile as any input. What does not fit is refused with its name and limits. */
import { type Refusal, unprocessable } from "../../kernel/problem.ts";

export interface Limits {
  readonly min?: number;
  readonly max?: number;
}

export const refuseArgument = (field: string, reason: string, limits: Limits = {}): Refusal =>
  unprocessable(`${field}: ${reason}`, "Validation failed", [{ field, reason, ...limits }]);

/** Longest list of unknown names in an answer, and characters of each: clients see what they mistyped. */
const NAMED_LIMIT = 5;
const NAME_LIMIT = 40;

function unknownArguments(unknown: readonly string[], names: readonly string[]): Refusal {
  const takes = names.length === 0 ? "takes no arguments" : `takes ${names.join(", ")}`;
  const named = unknown.slice(0, NAMED_LIMIT).map((name) => name.slice(0, NAME_LIMIT));
  const errors = named.map((field) => ({ field, reason: `is not known; the operation ${takes}` }));
  return unprocessable(`unknown: ${named.join(", ")}; the operation ${takes}`, "Validation failed", errors);
}

const SECONDS: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 0.001, s: 1, m: 60, h: 3600 };
/** Longest text that is looked at as a duration: `100h59m59.999s` and the like fit well. */
const DURATION_TEXT_LIMIT = 40;

/** `90s`, `1m30s`, `500ms` (device-model 2.2) in seconds; `undefined` where the text is none. */
function durationText(text: string): number | undefined {
  const body = text.trim();
  if (body.length > DURATION_TEXT_LIMIT || !/^(?:\d{1,12}(?:\.\d{1,9})?(?:ns|us|µs|ms|s|m|h))+$/.test(body))
    return undefined;
  let seconds = 0;
  for (const [, number = "", unit = ""] of body.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g))
    seconds += Number(number) * SECONDS[unit]!;
  return seconds;
}

/** Numbers may arrive as text (device-model 2.2). */
function toNumber(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

const range = ({ min, max }: Limits): string =>
  min === undefined
    ? max === undefined
      ? ""
      : ` up to ${max}`
    : max === undefined
      ? ` from ${min}`
      : ` ${min}…${max}`;

export class Args {
  readonly #given: Readonly<Record<string, unknown>>;
  readonly #names: readonly string[];
  /** `names`: all that the operation takes. @throws Refusal 422 for others: left out in silence they would look obeyed */
  constructor(given: Readonly<Record<string, unknown>>, names: readonly string[]) {
    const unknown = Object.keys(given).filter((name) => !names.includes(name) && given[name] != null);
    if (unknown.length > 0) throw unknownArguments(unknown, names);
    this.#given = given;
    this.#names = names;
  }

  /** `null` counts as absent: clients in some languages cannot leave a member out. */
  raw(name: string): unknown {
    // an operation that reads what it does not declare would refuse it: found by the first test that comes by
    if (!this.#names.includes(name)) throw new RangeError(`the argument ${name} is not declared`);
    return Object.hasOwn(this.#given, name) ? (this.#given[name] ?? undefined) : undefined;
  }
  has(name: string): boolean {
    return this.raw(name) !== undefined;
  }
  /** The first of several spellings that is given, else the first. */
  spelling(...names: readonly [string, ...string[]]): string {
    return names.find((name) => this.has(name)) ?? names[0];
  }

  maybeNumber(name: string, limits: Limits = {}): number | undefined {
    const raw = this.raw(name);
    if (raw === undefined) return undefined;
    const value = toNumber(raw);
    if (value === undefined) throw refuseArgument(name, `takes a number${range(limits)}`, limits);
    if ((limits.min !== undefined && value < limits.min) || (limits.max !== undefined && value > limits.max))
      throw refuseArgument(name, `${value} is out of range, takes${range(limits)}`, limits);
    return value;
  }
  number(name: string, limits: Limits = {}): number {
    return this.maybeNumber(name, limits) ?? this.#missing(name, limits);
  }
  maybeInteger(name: string, limits: Limits = {}): number | undefined {
    const value = this.maybeNumber(name, limits);
    if (value !== undefined && !Number.isInteger(value)) throw refuseArgument(name, "takes a whole number", limits);
    return value;
  }
  integer(name: string, limits: Limits = {}): number {
    return this.maybeInteger(name, limits) ?? this.#missing(name, limits);
  }

  maybeText(name: string): string | undefined {
    const raw = this.raw(name);
    if (raw === undefined || typeof raw === "string") return raw;
    if (typeof raw === "number") return String(raw);
    throw refuseArgument(name, "takes a text");
  }
  text(name: string): string {
    return this.maybeText(name) ?? this.#missing(name);
  }
  /** One of `allowed`, in any case of letters. */
  maybeLabel(name: string, allowed: readonly string[]): string | undefined {
    const text = this.maybeText(name);
    if (text === undefined) return undefined;
    const wanted = text.toLowerCase();
    const found = allowed.find((label) => label.toLowerCase() === wanted);
    if (found === undefined || found === "") throw refuseArgument(name, `is none of ${allowed.join(", ")}`);
    return found;
  }
  label(name: string, allowed: readonly string[]): string {
    return this.maybeLabel(name, allowed) ?? this.#missing(name);
  }
  maybeObject(name: string, members: readonly string[]): Args | undefined {
    const raw = this.raw(name);
    if (raw === undefined) return undefined;
    if (typeof raw !== "object" || Array.isArray(raw)) throw refuseArgument(name, "takes an object");
    return new Args(raw as Record<string, unknown>, members);
  }

  /**
   * Seconds from `seconds` (or another name in `names`), or from `duration`, which is a duration text or a bare number
   * in the unit that the category counts in (device-model 9.2).
   */
  maybeSeconds(bare: "s" | "ms", limits: Limits, names: readonly string[] = ["seconds"]): number | undefined {
    const name = [...names, "duration"].find((candidate) => this.has(candidate));
    if (name === undefined) return undefined;
    const raw = this.raw(name);
    const spelled = typeof raw === "string" ? durationText(raw) : undefined;
    const number = spelled ?? this.number(name) * (name === "duration" && bare === "ms" ? 0.001 : 1);
    return new Args({ [name]: number }, [name]).number(name, limits);
  }
  seconds(bare: "s" | "ms", limits: Limits, names?: readonly string[]): number {
    return this.maybeSeconds(bare, limits, names) ?? this.#missing("seconds", limits);
  }

  /** A duration text that stands inside another argument, in seconds. */
  durationOf(name: string, text: string): number {
    const seconds = durationText(text);
    if (seconds === undefined) throw refuseArgument(name, "takes a duration such as 90s or 1h30m");
    return seconds;
  }

  #missing(name: string, limits: Limits = {}): never {
    throw refuseArgument(name, `is missing${range(limits) && `, takes${range(limits)}`}`, limits);
  }
}
