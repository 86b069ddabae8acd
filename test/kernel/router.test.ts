/** Which operation a path means. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { operations } from "../../handlers/api.ts";
import { PATH_PARAMETER_LIMIT } from "../../handlers/kernel/limits.ts";
import type { Operation } from "../../handlers/kernel/operation.ts";
import { routerOf } from "../../handlers/kernel/router.ts";

const declared = (method: string, path: string, aliases: string[] = []): Operation =>
  ({ spec: { method, path, aliases }, handle: () => {} }) as unknown as Operation;
const LIST = [
  declared("GET", "/tokens/{id}"),
  declared("GET", "/tokens/v2/{fingerprint}"),
  declared("DELETE", "/tokens/v2"),
  declared("GET", "/a/{x}/b/{y}", ["/old/{y}/{x}"]),
  declared("GET", "/a/fixed/c"),
  declared("POST", "/values:read"),
];
const router = routerOf(LIST, "/api");
const found = (method: string, path: string) => {
  const route = router.find(method, path);
  return route && [route.operation.spec.path, { ...route.params }];
};

test("a literal segment wins over a parameter, and gives way where it leads nowhere", () => {
  assert.deepEqual(found("GET", "/api/tokens/v2/abc"), ["/tokens/v2/{fingerprint}", { fingerprint: "abc" }]);
  // the literal way exists for another method, or goes on differently
  assert.deepEqual(found("GET", "/api/tokens/v2"), ["/tokens/{id}", { id: "v2" }]);
  assert.deepEqual(found("GET", "/api/a/fixed/b/1"), ["/a/{x}/b/{y}", { x: "fixed", y: "1" }]);
  assert.deepEqual(found("GET", "/api/old/1/2"), ["/a/{x}/b/{y}", { y: "1", x: "2" }], "an alias names them itself");
  assert.deepEqual(found("POST", "/api/values:read"), ["/values:read", {}]);
});

test("nothing else is found", () => {
  for (const path of ["/api", "/api/tokens", "/tokens/1", "/api/tokens/v2/a/b", "/api/Tokens/1", "/api/a/1/b/2/", ""])
    assert.equal(router.find("GET", path), undefined, path);
  assert.equal(router.find("TRACE", "/api/tokens/1"), undefined);
  assert.equal(router.find("__proto__", "/api/tokens/1"), undefined);
  assert.deepEqual(router.methods("/api/tokens/v2"), ["GET", "DELETE"]);
  assert.deepEqual(router.methods("/api/nothing"), []);
});

test("segments are decoded one by one: an encoded slash divides nothing, bad encoding is found nowhere", () => {
  assert.deepEqual(found("GET", "/api/tokens/a%2Fb%3A%C3%BC"), ["/tokens/{id}", { id: "a/b:ü" }]);
  assert.deepEqual(found("GET", "/api/%74okens/%76%32/x"), ["/tokens/v2/{fingerprint}", { fingerprint: "x" }]);
  for (const bad of ["%", "%zz", "%FF", "%C3"]) assert.equal(router.find("GET", `/api/tokens/${bad}`), undefined, bad);
});

test("a parameter has a limit, and may be named like a member of every object", () => {
  assert.ok(found("GET", `/api/tokens/${"x".repeat(PATH_PARAMETER_LIMIT)}`));
  assert.equal(found("GET", `/api/tokens/${"x".repeat(PATH_PARAMETER_LIMIT + 1)}`), undefined);
  assert.deepEqual(found("GET", "/api/tokens/__proto__"), ["/tokens/{id}", { id: "__proto__" }]);
  assert.equal(router.find("GET", "/api/__proto__/x"), undefined);
});

test("two operations of one path are a fault of ours", () => {
  const twice = [declared("GET", "/b/{x}"), declared("GET", "/b/{y}")];
  assert.throws(() => routerOf(twice, ""), /two operations have the path GET \/b\/\{y\}/);
});

test("every operation of the API is found by its own path", () => {
  const whole = routerOf(operations, "/api/v1");
  for (const { spec } of operations) {
    const path = `/api/v1${spec.path.replace(/\{[^}]+\}/g, "some%20value")}`;
    assert.equal(whole.find(spec.method, path)?.operation.spec.path, spec.path);
  }
});

test("one list has one router, whoever asks; another prefix another one", () => {
  assert.equal(routerOf(LIST, "/api"), router);
  assert.notEqual(routerOf([...LIST], "/api"), router);
  assert.equal(routerOf(LIST, "").find("GET", "/api/a"), undefined);
});
