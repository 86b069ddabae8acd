import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { addressed, siteOfHeaders, splitUserName } from "../../handlers/auth/site-of-request.ts";
import type { ApiRequest } from "../../handlers/kernel/dispatch.ts";
import { PUBLIC_BODY_LIMIT } from "../../handlers/kernel/limits.ts";
import { Refusal, tooLarge } from "../../handlers/kernel/problem.ts";
import { anyText } from "../support/any-text.ts";
import { basic, bearer } from "../support/client.ts";

const SECRET = "A".repeat(43);
const request = (part: Partial<ApiRequest> & { text?: string }): ApiRequest => ({
  method: "GET",
  path: "/api/v1/info",
  query: "",
  headers: {},
  remote: "192.0.2.1",
  secure: true,
  body: async () => Buffer.from(part.text ?? ""),
  ...part,
});
const login = (body: unknown) =>
  request({ method: "POST", path: "/api/v1/auth/login", text: typeof body === "string" ? body : JSON.stringify(body) });

test("a token and a session tell their site and stay as they are", () => {
  assert.equal(siteOfHeaders(bearer(`my-home.${SECRET}`)).site, "my-home");
  assert.equal(siteOfHeaders({ cookie: `a=b; openccu_loom_session=my-home.${SECRET}` }).site, "my-home");
  assert.equal(siteOfHeaders(bearer(`my-home.${SECRET}`)).headers.authorization, `Bearer my-home.${SECRET}`);
  for (const token of [
    SECRET,
    `My.${SECRET}`,
    `~.${SECRET}`,
    `a#b.${SECRET}`,
    `${"a".repeat(41)}.${SECRET}`,
    `a.${SECRET}x`,
    "",
  ])
    assert.equal(siteOfHeaders(bearer(token)).site, undefined, token);
});

test("a Basic name loses its site, and may contain any other character", () => {
  const { site, headers } = siteOfHeaders(basic("anna@example.org@home", "pass:word@x"));
  assert.equal(site, "home");
  assert.deepEqual(headers, basic("anna@example.org", "pass:word@x"));
  const unchanged = basic("anna", "word@home");
  assert.deepEqual(siteOfHeaders(unchanged), { site: undefined, headers: unchanged });
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string(), (name, password) => {
      const clean = name.toWellFormed().replaceAll(":", "");
      if (clean === "") return;
      const told = siteOfHeaders(basic(`${clean}@home-1`, password));
      assert.equal(told.site, "home-1");
      assert.deepEqual(told.headers, basic(clean, password));
    }),
  );
});

test("the name of a login loses its site before a use case sees it", async () => {
  const told = await addressed(login({ username: "anna@Home ", password: "x@y", other: 1 }));
  assert.equal(told.site, "home");
  assert.deepEqual(JSON.parse(Buffer.from(await told.request.body(1000)).toString()), {
    username: "anna",
    password: "x@y",
    other: 1,
  });
  for (const body of ["no JSON", "null", "[]", { username: 7 }, { username: "anna" }, { username: "@home" }]) {
    const original = login(body);
    const other = await addressed(original);
    assert.equal(other.site, undefined);
    assert.deepEqual(await other.request.body(1000), await original.body(1000));
  }
});

test("a login that is too large is the dispatcher's to refuse", async () => {
  const told = await addressed({ ...login("x"), body: () => Promise.reject(tooLarge(3)) });
  await assert.rejects(told.request.body(1000), (refusal) => refusal instanceof Refusal && refusal.status === 413);
});

test("no more of a login is read than the dispatcher would", async () => {
  const limits: number[] = [];
  await addressed({
    ...login("x"),
    body: async (limit) => {
      limits.push(limit);
      return new Uint8Array();
    },
  });
  assert.deepEqual(limits, [PUBLIC_BODY_LIMIT]);
});

test("nothing makes it throw", async () => {
  await fc.assert(
    fc.asyncProperty(anyText(), fc.string(), async (header, text) => {
      for (const scheme of ["", "Basic ", "bearer "])
        siteOfHeaders({ authorization: scheme + header, cookie: `openccu_loom_session=${header}` });
      await addressed(login(text));
      splitUserName(text);
    }),
  );
});
