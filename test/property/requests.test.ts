/**
 * Generated negative tests: every input of every operation, made wrong in every way that we can think of; in `npm test` a
 * share of them, others of each operation (hostile.ts).
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Case, WireRequest } from "../conformance/case.ts";
import { components, type PublishedOperation, published } from "../conformance/contract.ts";
import { keyOf, SOME_PARAMETERS } from "../conformance/generated.ts";
import { requestOf } from "../conformance/play.ts";
import { bases, suites } from "../conformance/suite.ts";
import { transport as inProcess } from "../conformance/transports/in-process.ts";
import { credentials } from "../conformance/world.ts";
import { anyText } from "../support/any-text.ts";
import { atLeast, BROKEN, isPlayed, type Json, mutations, SEGMENTS, TEXTS } from "./hostile.ts";
import { Target } from "./refusal.ts";

const published_ = new Map<string, PublishedOperation>(published.map((operation) => [keyOf(operation), operation]));
const membersOf = (schema: Json | undefined): string[] => {
  const ref = schema?.$ref;
  const resolved = typeof ref === "string" ? components[ref.split("/").at(-1)!] : schema;
  return Object.keys((resolved?.properties as Json | undefined) ?? {});
};

/** Header values that HTTP can carry. */
const HEADERS = TEXTS.filter((text) => /^[\x20-\x7e]*$/.test(text)).concat("\u00e4\u00ff", "x".repeat(16_000));
const COMMON: readonly [string, string][] = [
  ["authorization", "Basic"],
  ["authorization", "Basic !!!!"],
  ["authorization", `Basic ${Buffer.from(":").toString("base64")}`],
  ["authorization", `Basic ${Buffer.from("__proto__:x").toString("base64")}`],
  ["authorization", `Basic ${Buffer.from(`anna:${"x".repeat(10_000)}`).toString("base64")}`],
  ["authorization", `Basic ${Buffer.from([0xff, 0xfe, 0x3a, 0xed, 0xa0, 0x80]).toString("base64")}`],
  ["authorization", "Bearer"],
  ["authorization", `Bearer ${"x".repeat(15_000)}`],
  ["authorization", "Digest username=anna"],
  ["cookie", "openccu_loom_session"],
  ["cookie", "openccu_loom_session=; openccu_loom_csrf=%00; __proto__=1; =; ;;"],
  ["cookie", `openccu_loom_session=${"x".repeat(15_000)}`],
  ["accept-language", `${"de,".repeat(5000)};q=x`],
  ["accept", "application/x-ndjson-not, */*;q=NaN"],
  ["content-type", "text/xml; charset=utf-7"],
  ["content-encoding", "gzip"],
  ["x-forwarded-for", "::1"],
  ["origin", "null"],
  ["origin", "http://"],
  ["sec-fetch-site", "cross-site"],
  ["if-none-match", "*"],
  ["range", "bytes=0-99999999999"],
];

/** Variations of a request that was right: what is wrong with it, and it. */
function* variations(one: Case, operation: PublishedOperation, right: WireRequest): Generator<[string, WireRequest]> {
  for (const parameter of operation.parameters) {
    const { name } = parameter;
    if (parameter.in === "path")
      for (const segment of SEGMENTS) {
        const params = { ...one.params, [name]: "\u0001" };
        const { path } = requestOf({ ...one, params }, "admin");
        yield [`path ${name} = ${segment.slice(0, 40)}`, { ...right, path: path.replace("%01", segment) }];
      }
    if (parameter.in === "query") {
      for (const text of TEXTS) {
        const value = text.isWellFormed() ? encodeURIComponent(text) : "%ED%A0%80";
        yield [`query ${name} = ${text.slice(0, 40)}`, { ...right, query: `${name}=${value}` }];
      }
      for (const query of [`${name}`, `${name}=1&${name}=2`, `${name}[]=1`, `${name}=%zz%`, `${name}=%00`])
        yield [`query ${query}`, { ...right, query }];
    }
    if (parameter.in === "header")
      for (const value of HEADERS) {
        const headers = { ...right.headers, [name.toLowerCase()]: value };
        yield [`header ${name} = ${value.slice(0, 40)}`, { ...right, headers }];
      }
  }
  for (const query of ["unknown=1", "__proto__=1&constructor=2", "&&==&=a", "%", "a".repeat(9000), "x=1&".repeat(2000)])
    yield [`query ${query.slice(0, 40)}`, { ...right, query }];
  for (const [name, value] of COMMON)
    yield [`header ${name}: ${value.slice(0, 40)}`, { ...right, headers: { ...right.headers, [name]: value } }];
  if (right.method === "GET") return;
  for (const [what, body] of BROKEN) yield [`body: ${what}`, { ...right, body }];
  if (one.body === undefined || typeof one.body !== "object") return;
  for (const { what, text } of mutations(one.body, membersOf(operation.body)))
    yield [`body: ${what}`, { ...right, body: Buffer.from(text) }];
}

const attempt = async (target: Target, key: string, what: string, request: WireRequest): Promise<number> => {
  const [method, path] = key.split(" ") as [string, string];
  try {
    return await target.request(method, path, request);
  } catch (error) {
    await target.end();
    throw new Error(`${key}, ${what}: ${(error as Error).message}`, { cause: error });
  }
};

describe("generated negative requests", () => {
  const statuses = new Map<number, number>();
  let sent = 0;

  for (const [at, { key, spec }] of suites.entries()) {
    const one = bases.get(key) ?? { operation: key, case: "plain", params: SOME_PARAMETERS, expect: { status: 400 } };
    const operation = published_.get(key)!;
    it(key, async () => {
      const target = new Target(inProcess, one.world, one.given);
      const failures: string[] = [];
      const right = requestOf(one, spec.role);
      let number = at;
      for (const [what, request] of variations(one, operation, right)) {
        if (!isPlayed(number++)) continue;
        await attempt(target, key, what, request).then(
          (status) => statuses.set(status, (statuses.get(status) ?? 0) + 1),
          (error: Error) => failures.push(error.message),
        );
      }
      sent += target.sent;
      await target.end();
      assert.deepEqual(failures.slice(0, 10), [], `${failures.length} of ${target.sent}`);
    });

    if (operation.body && isPlayed(at))
      it(`${key}, any JSON`, async () => {
        const target = new Target(inProcess, one.world, one.given);
        const right = requestOf(one, spec.role);
        const members = membersOf(operation.body);
        const known = members.length > 0 ? fc.constantFrom(...members) : fc.string();
        const body = fc.oneof(
          fc.jsonValue({ maxDepth: 4 }),
          fc.dictionary(fc.oneof(known, anyText()), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 6 }),
        );
        const property = fc.asyncProperty(body, async (value) => {
          await attempt(target, key, "any JSON", { ...right, body: Buffer.from(JSON.stringify(value)) });
        });
        await fc.assert(property, { numRuns: 40, seed: 20260101 }).finally(() => target.end());
        sent += target.sent;
      });
  }

  it("was thorough", () => {
    assert.ok(sent > atLeast(10_000), `${sent} requests were sent`);
    for (const status of [200, 400, 401, 404, 422])
      assert.ok(statuses.get(status), `no ${status} among ${[...statuses]}`);
  });

  it("sends what it believes to send", () => {
    assert.equal(credentials("nobody").authorization, undefined);
    assert.ok(credentials("admin").authorization);
  });
});
