/** Takes secrets out of what is logged, and makes any value fit for a line of JSON. Pure. */

export const REDACTED = "[redacted]";
/** Levels of nesting; what lies deeper is only named. Problem documents and device descriptions need five. */
export const DEPTH_LIMIT = 8;
/** Members of one object or array; the rest is counted. */
export const MEMBER_LIMIT = 100;
/** Characters of one text: a paramset description or a stack fits, the body of a 50 MB request does not. */
export const TEXT_LIMIT = 8192;

/** Words that make a member's name secret, wherever they stand in it: `accessToken`, `new_password`, `X-CSRF-Token`. */
const SECRET_WORDS = new Set(
  `password passwd passphrase passcode pwd pass pin secret secrets token tokens authorization cookie cookies
   credential credentials csrf sgtin apikey sealed otp jwt`.split(/\s+/),
);
/** A key is a secret (`key`, `api_key`, `secretKey`), except one that only says which thing is meant. */
const HARMLESS_KEYS = new Set(
  `paramset value record cache unique partition sort public primary foreign storage note idempotency`.split(/\s+/),
);

/** @internal exported for its test */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.some(
    (word, index) =>
      SECRET_WORDS.has(word) ||
      ((word === "key" || word === "keys") && !HARMLESS_KEYS.has(words[index - 1] ?? "")) ||
      (word === "session" && (words.length === 1 || words[index + 1] === "id")),
  );
}

const SECRET_TEXT = "password|passwd|passphrase|pwd|secret|token|api_?key|sgtin|session_?id|_session";
/** Each is bounded per start, so that a hostile text of TEXT_LIMIT characters costs no time. */
const TEXT_RULES: readonly [RegExp, string][] = [
  // The scheme's own name is no credential: "basic authentication failed" stays readable.
  [/\b(bearer|basic|digest)\s+(?!auth|credential|token|scheme|realm)[^\s,;"']+/gi, `$1 ${REDACTED}`],
  // A header stands alone on its line.
  [
    /\b((?:proxy-)?authorization|(?:set-)?cookie|x-csrf-token|x-edit-token)(["']?\s?[:=]\s?)[^\r\n]+/gi,
    `$1$2${REDACTED}`,
  ],
  [/\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^/\s@]*@/gi, `$1${REDACTED}@`],
  // JSON within a text, also escaped once.
  [
    new RegExp(`((?:${SECRET_TEXT}|\\bkey)[\\w-]{0,20})(\\\\?"\\s?:\\s?\\\\?")(?:[^"\\\\]|\\\\[^"])+`, "gi"),
    `$1$2${REDACTED}`,
  ],
  // Queries, forms, connection strings.
  [new RegExp(`((?:${SECRET_TEXT})[\\w-]{0,20})(\\s?=\\s?["']?)[^\\s&;,"'}]+`, "gi"), `$1$2${REDACTED}`],
];

export interface Redactor {
  /** A copy without secrets: plain JSON values only. */
  value(value: unknown): unknown;
  text(text: string): string;
}

/**
 * @param hidden exact texts that must never appear (configured passwords). Shorter than four characters they are left
 *   alone: they would tear every line apart and give themselves away.
 */
export function createRedactor(hidden: readonly string[] = []): Redactor {
  const exact = hidden.filter((secret) => secret.length >= 4).sort((a, b) => b.length - a.length);
  const text = (raw: string): string => {
    let clean = raw.length > TEXT_LIMIT ? raw.slice(0, TEXT_LIMIT) : raw;
    for (const secret of exact) clean = clean.replaceAll(secret, REDACTED);
    // Cut in the middle of a secret, its beginning would stay.
    if (raw.length > TEXT_LIMIT) clean = dropCutSecret(clean, exact);
    for (const [pattern, replacement] of TEXT_RULES) clean = clean.replace(pattern, replacement);
    return raw.length > TEXT_LIMIT ? `${clean}… (${raw.length} characters)` : clean;
  };
  return { text, value: (value) => new Walk(text).clean(value, 0) };
}

function dropCutSecret(clean: string, exact: readonly string[]): string {
  for (const secret of exact)
    for (let length = secret.length - 1; length > 0; length--)
      if (clean.endsWith(secret.slice(0, length))) return clean.slice(0, -length);
  return clean;
}

/** One pass over one value: knows what it stands in, so that a ring ends. */
class Walk {
  readonly #text: (raw: string) => string;
  readonly #above = new Set<object>();
  constructor(text: (raw: string) => string) {
    this.#text = text;
  }

  clean(value: unknown, depth: number): unknown {
    if (typeof value === "string") return this.#text(value);
    if (typeof value === "bigint") return value.toString();
    if (typeof value === "function" || typeof value === "symbol") return `[${typeof value}]`;
    if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
    if (typeof value !== "object" || value === null) return value;
    if (this.#above.has(value)) return "[circular]";
    this.#above.add(value);
    try {
      if (depth >= DEPTH_LIMIT) return Array.isArray(value) ? "[array]" : "[object]";
      return this.#object(value, depth);
    } catch {
      // A getter or toJSON of somebody else that throws must not end a request.
      return "[unreadable]";
    } finally {
      this.#above.delete(value);
    }
  }

  #object(value: object, depth: number): unknown {
    if (value instanceof Error) return this.#error(value, depth);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? "invalid date" : value.toISOString();
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (value instanceof URL) return this.#text(value.href);
    if (value instanceof Map) return this.#members([...value].slice(0, MEMBER_LIMIT + 1), value.size, depth);
    if (value instanceof Set) return this.#list([...value], depth);
    if (Array.isArray(value)) return this.#list(value, depth);
    const entries = Object.entries(value);
    return this.#members(entries, entries.length, depth);
  }

  #list(items: readonly unknown[], depth: number): unknown[] {
    const clean = items.slice(0, MEMBER_LIMIT).map((item) => this.clean(item, depth + 1));
    if (items.length > MEMBER_LIMIT) clean.push(`… ${items.length - MEMBER_LIMIT} more`);
    return clean;
  }

  #members(entries: readonly (readonly [unknown, unknown])[], size: number, depth: number): Record<string, unknown> {
    const clean: Record<string, unknown> = Object.create(null);
    for (const [rawName, member] of entries.slice(0, MEMBER_LIMIT)) {
      const name = String(rawName);
      // That there is a secret, or none, may be seen.
      const plain = member === undefined || member === null || typeof member === "boolean" || member === "";
      clean[this.#text(name)] = !plain && isSecretName(name) ? REDACTED : this.clean(member, depth + 1);
    }
    if (size > MEMBER_LIMIT) clean["…"] = `${size - MEMBER_LIMIT} more`;
    return clean;
  }

  /** Name, message, stack, cause and what else the error carries (code, status, fault). */
  #error(error: Error, depth: number): Record<string, unknown> {
    const { name, message, stack, cause } = error;
    const rest = this.#members(Object.entries(error), Object.keys(error).length, depth);
    const errors = error instanceof AggregateError ? { errors: this.#list(error.errors, depth) } : {};
    return {
      ...rest,
      name,
      message: this.#text(message),
      ...(stack === undefined ? {} : { stack: this.#text(stack) }),
      ...(cause === undefined ? {} : { cause: this.clean(cause, depth + 1) }),
      ...errors,
    };
  }
}
