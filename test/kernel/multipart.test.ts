/** Forms (RFC 7578): texts by name, whatever browsers and programs write around them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import * as z from "zod";
import { PARTS_LIMIT, parseMultipart } from "../../handlers/kernel/multipart.ts";
import { ok, operation } from "../../handlers/kernel/operation.ts";
import { UnreadableBody } from "../../handlers/kernel/problem.ts";
import { anyText } from "../support/any-text.ts";
import { json, kernel } from "./support.ts";

const TYPE = "multipart/form-data; boundary=xyz";
const part = (name: string, text: string, more = "") =>
  `--xyz\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${text}\r\n`;
const parse = (body: string | Buffer, type = TYPE) => ({ ...parseMultipart(Buffer.from(body as string), type) });
const refused = (body: string, reason: RegExp, type = TYPE) =>
  assert.throws(
    () => parse(body, type),
    (error) => error instanceof UnreadableBody && error.status === 400 && reason.test(error.message),
    body.slice(0, 80),
  );

test("parts have their texts, byte by byte", () => {
  assert.deepEqual(parse(`${part("a", "1")}${part("b", "Tür\r\n\r\n--x")}--xyz--\r\n`), {
    a: "1",
    b: "Tür\r\n\r\n--x",
  });
  assert.deepEqual(parse(`${part("a", "")}--xyz--`), { a: "" });
  assert.deepEqual(parse(`a preamble\r\n${part("a", "1")}--xyz-- an epilogue`), { a: "1" });
  assert.deepEqual(parse(`${part("a", "1", '; filename="x.pem"\r\nContent-Type: text/plain')}--xyz--`), { a: "1" });
  assert.deepEqual(parse(`--xyz \t\r\ncontent-disposition: FORM-DATA; filename="f"; name="a"\r\n\r\n1\r\n--xyz--`), {
    a: "1",
  });
  assert.deepEqual(parse("--xyz--"), {});
});

test("the boundary stands in the content type, with and without quotes, up to seventy characters", () => {
  const body = `${part("a", "1")}--xyz--`;
  for (const type of [
    TYPE,
    'multipart/form-data; boundary="xyz"',
    "Multipart/Form-Data;boundary=xyz",
    "multipart/form-data; charset=utf-8; boundary=xyz; x=y",
    "multipart/form-data ; boundary=xyz ;",
  ])
    assert.deepEqual(parse(body, type), { a: "1" }, type);
  const long = "x".repeat(70);
  assert.deepEqual(parse(body.replaceAll("xyz", long), `multipart/form-data; boundary=${long}`), { a: "1" });
  for (const type of [
    ...[
      "",
      "application/json",
      "multipart/form-data",
      "multipart/form-data; boundary=",
      'multipart/form-data; boundary=""',
    ],
    ...[`multipart/form-data; boundary=${long}x`, "multipart/mixed; boundary=xyz", "multipart/form-data; boundary=x y"],
  ])
    refused(body, /with a boundary/, type);
  assert.throws(() => parseMultipart(Buffer.from(body)), /with a boundary/);
});

test("what is no form is refused with the reason", () => {
  refused("", /has no end/);
  refused(part("a", "1"), /has no end/);
  refused(`${part("a", "1")}--xyz`, /has no end/);
  refused(`--xyz\r\nContent-Disposition: form-data; name="a"\r\n--xyz--`, /has no name/);
  refused(`--xyz\r\n\r\n1\r\n--xyz--`, /has no name/);
  refused(`--xyz\r\nContent-Disposition: attachment; name="a"\r\n\r\n1\r\n--xyz--`, /has no name/);
  refused(`--xyz\r\nContent-Disposition: form-data; name=""\r\n\r\n1\r\n--xyz--`, /has no name/);
  refused(`--xyzz\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--xyz--`, /has no name/);
  refused(`${part("a", "1")}${part("a", "2")}--xyz--`, /has a twice/);
  refused(`${part("x".repeat(101), "1")}--xyz--`, /has no name/);
  assert.deepEqual(parse(`${part("x".repeat(100), "1")}--xyz--`), { ["x".repeat(100)]: "1" });
});

test("so many parts and no more; names of every object are names", () => {
  const parts = (count: number) =>
    `${Array.from({ length: count }, (_, n) => part(`n${n}`, String(n))).join("")}--xyz--`;
  assert.equal(Object.keys(parse(parts(PARTS_LIMIT))).length, PARTS_LIMIT);
  refused(parts(PARTS_LIMIT + 1), new RegExp(`more than ${PARTS_LIMIT} parts`));
  const own = parseMultipart(Buffer.from(`${part("__proto__", "1")}${part("toString", "2")}--xyz--`), TYPE);
  assert.deepEqual(Object.entries(own), [
    ["__proto__", "1"],
    ["toString", "2"],
  ]);
});

test("any texts come back, whatever is in them but the boundary", () => {
  const text = anyText().filter((one) => !one.includes("\r\n--xyz") && one.isWellFormed());
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,9}$/), text, { maxKeys: 5 }), (texts) => {
      const body = Object.entries(texts).map(([name, one]) => part(name, one));
      assert.deepEqual(parse(`${body.join("")}--xyz--`), { ...texts });
    }),
  );
});

test("an operation with a form gets its texts, here and where it is forwarded to the home", async () => {
  const form = operation(
    {
      ...{ served: "here", summary: "x", tag: "test", method: "POST", path: "/form", role: "operator" },
      ...{ bodyMedia: "multipart/form-data", body: z.strictObject({ a: z.string() }), responses: { 200: z.unknown() } },
    } as const,
    ({ body }) => ok(body),
  );
  const { call } = kernel([form]);
  const sent = (raw: string, type = TYPE) =>
    call({ method: "POST", path: "/form", raw, headers: { "content-type": type } });
  assert.deepEqual(json(await sent(`${part("a", "1")}--xyz--`)), { a: "1" });
  assert.equal((await sent(`${part("b", "1")}--xyz--`)).status, 400);
  assert.equal((await sent('{"a":"1"}', "application/json")).status, 400);
});
