/** The kinds of values that fields of a section have. Their documents are JSON as the contract has it. */
import * as z from "zod";

const NANOSECONDS = 1e6;
/** 64 bits with a sign, as the contract's daemon keeps them: 292 years. Past 104 days not every nanosecond has a number. */
const NANOSECONDS_LIMIT = 2 ** 63;
const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3_600e9,
  d: 86_400e9,
};

/** `90s`, `1h30m`, `500ms`, `30d` → nanoseconds; `undefined` for what is no duration. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed === "0") return 0;
  const parts = [...trimmed.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== trimmed) return undefined;
  const sum = parts.reduce((all, [, count, unit]) => all + Number(count) * (UNITS[unit as string] as number), 0);
  return Math.round(sum) < NANOSECONDS_LIMIT ? Math.round(sum) : undefined;
}

const durations = new WeakSet<z.ZodType>();
/** Is it a {@link duration}, whatever is wrapped around it? */
export function isDuration(schema: z.ZodType): boolean {
  if (durations.has(schema)) return true;
  const inner = (schema as Partial<z.ZodOptional>).unwrap?.();
  return inner instanceof z.ZodType && isDuration(inner);
}

const naturalNumber = { error: "must be a whole number of nanoseconds" };

/**
 * A time span: nanoseconds in documents (contract), text such as `30s` in the file and the environment, milliseconds in
 * the program.
 * @param standard such as `30s`
 * @param bounds in milliseconds
 */
export function duration(standard: string, bounds: { min?: number; max?: number } = {}) {
  const { min = 0, max = (NANOSECONDS_LIMIT - 1024) / NANOSECONDS } = bounds;
  const preset = parseDuration(standard);
  if (preset === undefined) throw new TypeError(`${standard} is no duration`);
  const schema = z.codec(
    z
      .number(naturalNumber)
      .refine(Number.isInteger, naturalNumber)
      .refine((ns) => ns / NANOSECONDS >= min && ns / NANOSECONDS <= max, {
        error: `must be ${min / 1000} s to ${max / 1000} s, in nanoseconds`,
      }),
    z.number(),
    { decode: (ns) => ns / NANOSECONDS, encode: (ms) => Math.round(ms * NANOSECONDS) },
  );
  durations.add(schema);
  return schema.prefault(preset);
}

export const flag = (standard: boolean) => z.boolean({ error: "must be true or false" }).prefault(standard);

export const whole = (standard: number, { min = 0, max = Number.MAX_SAFE_INTEGER } = {}) =>
  z
    .int({ error: "must be a whole number" })
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`)
    .prefault(standard);

/** Longest text of a field: names, addresses, paths and keys are far shorter. */
export const FIELD_TEXT_LIMIT = 4_096;
/** Most members of a list in a field. */
export const FIELD_LIST_LIMIT = 1_000;

/** Empty: not configured. */
export const text = (standard = "") =>
  z
    .string({ error: "must be a text" })
    .max(FIELD_TEXT_LIMIT, `must have at most ${FIELD_TEXT_LIMIT} characters`)
    .prefault(standard);

export const texts = (standard: readonly string[] = []) =>
  z
    .array(z.string().max(FIELD_TEXT_LIMIT), { error: "must be a list of texts" })
    .max(FIELD_LIST_LIMIT, `must have at most ${FIELD_LIST_LIMIT} members`)
    .prefault([...standard]);

export const choice = <const T extends readonly [string, ...string[]]>(all: T, standard: T[number]) =>
  z.enum(all, { error: `must be one of ${all.join(", ")}` }).prefault(standard as never);
