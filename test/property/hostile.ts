/** Values that nobody sends by accident, and ways to put them into a request that was right. */

export type Json = Record<string, unknown>;

const isFull = Boolean(process.env.CCU_ANYWHERE_TEST_FULL);
/** Of so many wrong requests, and of so many operations or commands with any JSON, `npm test` plays one; `npm run test:full` all. */
const ONE_OF = 6;
export const isPlayed = (number: number): boolean => isFull || number % ONE_OF === 0;
/** Runs of a test over all operations at least, as many as the share of them that is played. */
export const atLeast = (count: number): number => (isFull ? count : Math.floor(count / ONE_OF));

/** What JSON.stringify cannot write: it stands in for these literals until the text is made. */
const LITERAL = "\u0001literal:";
const literal = (text: string) => LITERAL + text;
const LITERALS = /"\\u0001literal:([^"]*)"/g;
/** The JSON text of a value, with the literals that no value can hold. */
export const jsonText = (value: unknown): string => JSON.stringify(value).replace(LITERALS, "$1");

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

export const TEXTS: readonly string[] = [
  "",
  " ",
  "x".repeat(65),
  "x".repeat(256),
  "x".repeat(70_000),
  "\u0000",
  "a\u0000b",
  "\u001b[31m",
  "line\r\nSet-Cookie: a=b",
  "\ud800",
  "a\udc00b",
  "\u{1F600}".repeat(100),
  "\u202e\u200b",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "../../etc/passwd",
  "%00%2e%2e",
  "'; DROP TABLE users; --",
  '") ! dom.GetObject(1)',
  "<script>alert(1)</script>",
  "{{7*7}}$" + "{7*7}",
  "NaN",
  "Infinity",
  "0x10",
  "1e400",
  "١٢",
  "2026-13-45T99:99:99Z",
  "null",
  "=1+1",
];
export const VALUES: readonly unknown[] = [
  ...TEXTS,
  null,
  true,
  false,
  0,
  literal("-0"),
  -1,
  1.5,
  601,
  10_000,
  2 ** 31,
  2 ** 53,
  literal("12345678901234567890"),
  literal("1e308"),
  literal("1e999"),
  literal("-1e999"),
  literal("1e-400"),
  [],
  [null],
  ["x", 1],
  Array.from({ length: 3000 }, () => "x"),
  {},
  { a: 1 },
  { constructor: { prototype: 1 }, toString: 1, hasOwnProperty: 1, length: -1 },
  Object.fromEntries(Array.from({ length: 3000 }, (_v, i) => [`k${i}`, i])),
  nested(50),
];

type Path = readonly (string | number)[];

function* places(value: unknown, path: Path = []): Generator<Path> {
  yield path;
  if (typeof value === "object" && value !== null)
    for (const key of Object.keys(value).slice(0, 8))
      yield* places((value as Json)[key], [...path, Array.isArray(value) ? Number(key) : key]);
}

function replaced(value: unknown, [head, ...rest]: Path, by: unknown): unknown {
  if (head === undefined) return by;
  if (Array.isArray(value)) return value.map((item, at) => (at === head ? replaced(item, rest, by) : item));
  const members = { ...(value as Json) };
  if (rest.length === 0 && by === undefined) delete members[head];
  else members[head] = replaced(members[head], rest, by);
  return members;
}

export interface Mutation {
  what: string;
  /** JSON text. */
  text: string;
}

/**
 * Everything wrong with one place of a right value: another value, nothing, a member too many. `members` are those that
 * the schema has and the sample lacks.
 */
export function* mutations(sample: unknown, members: readonly string[]): Generator<Mutation> {
  const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
  const all = [
    ...places(sample),
    ...members.filter((m) => !(isObject(sample) && m in (sample as Json))).map((m) => [m]),
  ];
  for (const path of all) {
    if (path.length > 0) yield { what: `${path.join(".")} missing`, text: jsonText(replaced(sample, path, undefined)) };
    for (const value of VALUES) {
      if (path.length > 0 && !isObject(sample) && !Array.isArray(sample)) continue;
      const text = jsonText(replaced(sample, path, value));
      yield { what: `${path.join(".") || "all"} = ${jsonText(value).slice(0, 40)}`, text };
    }
  }
  if (!isObject(sample)) return;
  const inner = JSON.stringify(sample).slice(1, -1);
  const comma = inner === "" ? "" : ",";
  for (const member of ["unknown", "__proto__", "constructor", "toString", "", "\ud800"])
    yield { what: `more: ${member}`, text: `{${inner}${comma}${JSON.stringify(member)}:{"role":"admin"}}` };
  yield { what: "every member twice", text: `{${inner}${comma}${inner}}` };
}

/** Bytes that are no JSON. */
export const BROKEN: readonly [string, Uint8Array][] = [
  ["empty", Buffer.from("")],
  ["blank", Buffer.from(" \r\n")],
  ["cut off", Buffer.from('{"a":"b')],
  ["two values", Buffer.from("{}{}")],
  ["a comment", Buffer.from("/* */{}")],
  ["NaN", Buffer.from('{"value":NaN}')],
  ["a trailing comma", Buffer.from("[1,]")],
  ["a control character in a text", Buffer.from('{"name":"\u0007"}')],
  ["a byte order mark", Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d])],
  ["overlong UTF-8", Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
  ["a surrogate in UTF-8", Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ["UTF-16", Buffer.from('{"value":1}', "utf16le")],
  ["zeros", Buffer.alloc(64)],
  ["deep arrays", Buffer.from("[".repeat(100_000))],
  ["deep objects", Buffer.from('{"a":'.repeat(50_000))],
  ["a long number", Buffer.from("1".repeat(100_000))],
  ["XML", Buffer.from("<methodCall/>")],
  ["gzip", Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])],
];

/** Segments of a path, as they stand in the request line. */
export const SEGMENTS: readonly string[] = [
  "%00",
  "%0d%0aX-Injected:%201",
  "%ED%A0%80",
  "%C3%28",
  "%",
  "%zz",
  "%2F",
  "..",
  "%2e%2e",
  ".",
  "*",
  ":",
  "%3A",
  "__proto__",
  "constructor",
  "-1",
  "1e3",
  "0x1",
  "1.0",
  "%201",
  "00",
  "99999999999",
  "%D9%A1",
  "%F0%9F%98%80",
  "a;b=c",
  "a,b",
  "x".repeat(64),
  "x".repeat(65),
  "x".repeat(1024),
  "x".repeat(1025),
  "%41".repeat(400),
];
