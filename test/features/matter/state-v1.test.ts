/**
 * Golden: rows of the exposure list as version 0.1.0 wrote them (state-v1.json, never to be regenerated). Apps know endpoints by
 * these ids: a version that makes others costs every name, room and automation.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createMemoryConnectionRecords } from "../../../adapters/memory/connection-records.ts";
import { createMemoryEventLog } from "../../../adapters/memory/event-log.ts";
import { createMemoryStore } from "../../../adapters/memory/store.ts";
import type { Exposure } from "../../../handlers/features/matter/home/exposures.ts";
import { endpointId } from "../../../handlers/features/matter/home/mapping/candidates.ts";
import { siteId } from "../../../handlers/ports/index.ts";
import { matterBench } from "./bench.ts";

const FIRST = JSON.parse(readFileSync(join(import.meta.dirname, "state-v1.json"), "utf8")) as Record<string, Exposure>;
const ID = "exposure/".length;

test("rows of the first version: the same ids, no two rows one", () => {
  const ids = Object.entries(FIRST).map(([key, row]) => {
    assert.equal(endpointId(row), key.slice(ID), `${row.central} ${row.device} ${row.name}`);
    return key;
  });
  assert.equal(new Set(ids).size, 8);
});

test("the list of the first version is shown by this one, before any CCU has answered: ids, types, names", async (t) => {
  const { matter } = await matterBench(t, {
    world: "empty",
    storage: async (clock) => {
      const store = createMemoryStore({ clock }).site(siteId("test"));
      for (const [key, row] of Object.entries(FIRST)) await store.put("matter", key, row);
      const connections = createMemoryConnectionRecords({ clock });
      return { store, eventLog: createMemoryEventLog(), connections } as never;
    },
  });
  const on = Object.entries(FIRST).filter(([, { enabled }]) => enabled);
  assert.deepEqual(
    new Map([...matter.endpoints.values()].map(({ id, type, name, reachable }) => [id, [type, name, reachable]])),
    new Map(
      on.map(([key, { shown, friendlyName }]) => [key.slice(ID), [shown?.type, friendlyName ?? shown?.name, false]]),
    ),
  );
});
