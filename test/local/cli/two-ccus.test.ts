/** Two CCUs that have the same address: the command says which ones there are, and `--central` chooses. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startTwoCcus } from "../../support/program.ts";
import { configFolder } from "./cli.ts";
import { startEndpoint } from "./endpoint.ts";

test("an address of two CCUs", async (t) => {
  const { setting } = await startTwoCcus(t, { live: false });
  const endpoint = await startEndpoint(configFolder(), setting);
  for (const argv of [
    ["get", "INT0000001"],
    ["get", "INT0000001:1"],
    ["set", "INT0000001:1.SET_POINT_TEMPERATURE", "20"],
    ["export", "INT0000001", "-o", "-"],
  ]) {
    const { code, out, err } = await endpoint.as("admin", argv);
    assert.deepEqual([code, out], [6, ""], argv.join(" "));
    assert.match(err, /one of alpha, beta.*; --central NAME chooses \(bad_request 400\)\n$/);
  }
  const chosen = await endpoint.as("admin", ["get", "INT0000001", "--central", "beta", "--json"]);
  assert.equal(JSON.parse(chosen.out).central, "beta");
  const all = await endpoint.as("admin", ["devices", "--model", "HmIP-HEATING"]);
  assert.match(all.out, /^ADDRESS +CCU +NAME/);
  const one = await endpoint.as("admin", ["devices", "--model", "HmIP-HEATING", "--central", "beta", "--json"]);
  assert.deepEqual(
    JSON.parse(one.out).map(({ central }: { central: string }) => central),
    ["beta"],
  );
  await endpoint.stop();
});
