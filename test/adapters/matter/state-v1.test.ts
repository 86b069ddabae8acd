/**
 * Golden: what the node of version 0.1.0 kept (state-v1/node.json, never to be regenerated; its keys are a test's, and open
 * nothing). It had an endpoint of each type and one more, `gone`, that had been removed.
 */
import "../../../adapters/matter/library-config.ts";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ALL, endpoint, idOf, startBridge } from "./bench.ts";

interface State {
  numbers: Record<string, number>;
  fabrics: { index: number; compressedId: string; label: string }[];
  kept: Record<string, string>;
}
const read = (): State => JSON.parse(readFileSync(join(import.meta.dirname, "state-v1", "node.json"), "utf8"));

test("the state of the first version: numbers and fabrics are what they were; a number is nobody else's, ever", async (t) => {
  const { numbers, fabrics, kept } = read();
  const gone = idOf("gone");
  const {
    node,
    close,
    kept: now,
  } = await startBridge(t, {
    kept: new Map(Object.entries(kept)),
    endpoints: [...ALL].reverse(),
  });
  const { [gone]: former, ...others } = numbers;
  assert.deepEqual(Object.fromEntries(node.numbers()), others);
  assert.deepEqual(
    node.fabrics().map(({ index, compressedId, label }) => ({ index, compressedId, label })),
    fabrics,
  );
  await node.put(endpoint("newcomer", "contactSensor"));
  const newcomer = node.numbers().get(idOf("newcomer"));
  assert.ok(newcomer !== undefined && !Object.values(numbers).includes(newcomer), "not even that of one that is gone");
  // removed, and back in another order
  for (const { id } of ALL.slice(0, 5)) await node.remove(id);
  for (const spec of ALL.slice(0, 5).reverse()) await node.put(spec);
  await node.put(endpoint("gone", "contactSensor"));
  const all = { ...numbers, [idOf("newcomer")]: newcomer };
  assert.deepEqual(Object.fromEntries(node.numbers()), all);
  assert.equal(node.numbers().get(gone), former);
  await close();
  const again = await startBridge(t, { kept: now, endpoints: [endpoint("gone", "contactSensor"), ...ALL] });
  for (const [id, number] of again.node.numbers()) assert.equal(number, all[id]);
});
