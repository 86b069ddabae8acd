import assert from "node:assert/strict";
import { test } from "node:test";
import { createNodeParts, SECRET_LENGTH } from "../../adapters/node/parts.ts";

test("a secret has at least as many characters as a key has bytes, and is the key", () => {
  const secret = "s".repeat(SECRET_LENGTH);
  const [one, same, other] = [secret, secret, `${secret}t`].map((text) => createNodeParts({ secret: text }).secrets);
  const sealed = one!.seal("password");
  assert.equal(same!.open(sealed), "password");
  assert.equal(other!.open(sealed), null);
  assert.throws(() => createNodeParts({ secret: secret.slice(1) }), RangeError);
  assert.throws(() => createNodeParts({}), RangeError);
});
