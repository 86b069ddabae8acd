/** What the alarm panel keeps: one bad row costs one row, numbers are never given twice, and the old goes. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../adapters/memory/store.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { isApplicable, readCodes } from "../../handlers/records/alarm-codes.ts";
import {
  changeIncident,
  debitAcoustic,
  type IncidentRecord,
  nextIncidentId,
  openIncident,
  openIncidents,
  pruneIncidents,
  readIncident,
} from "../../handlers/records/alarm-incidents.ts";
import {
  createJournalWriter,
  type JournalRecord,
  pruneJournal,
  readJournal,
} from "../../handlers/records/alarm-journal.ts";
import { countBoot, readZoneState, removeZoneState, writeZoneState } from "../../handlers/records/alarm-states.ts";
import { readZones } from "../../handlers/records/alarm-zones.ts";

const START = Date.UTC(2026, 10, 30);
const DAY = 86_400_000;
const newStore = () => createMemoryStore({ clock: createManualClock(START) }).site(siteId("home"));

const SENSOR = {
  ...{ id: "s1", central: "ccu", interface_id: "HmIP-RF", channel_address: "ABC:1", parameter: "STATE" },
  type: "door",
};
const incident = (id: number, more: Partial<IncidentRecord> = {}): IncidentRecord => ({
  ...{ id, zone_id: "z", opened_at_ms: START, closed_at_ms: null, cause: { kind: "sensor", sensor_id: "s1" } },
  ...{ silenced: false, retriggers: 0, refires: 0, acoustic_s: 0, close_reason: null },
  ...more,
});
const entry = (event: string, more: Partial<JournalRecord> = {}): JournalRecord => ({
  ...{ at_ms: START, zone_id: "z", class: "arm", event },
  ...more,
});

describe("zones", () => {
  it("are read by position, then name", async () => {
    const store = newStore();
    await store.put("alarm-zone", "c", { name: "Garage", position: 2, sensors: [], outputs: [] });
    await store.put("alarm-zone", "a", { name: "Keller", position: 1, sensors: [SENSOR], outputs: [] });
    await store.put("alarm-zone", "b", { name: "Haus", position: 1, config: { modes: {} }, sensors: [], outputs: [] });
    const { zones, unreadable } = await readZones(store);
    assert.deepEqual(
      zones.map(({ id }) => id),
      ["b", "a", "c"],
    );
    assert.deepEqual(zones[1]?.sensors, [SENSOR]);
    assert.deepEqual(unreadable, []);
  });

  it("lose what cannot be read, and nothing else: it is told with its reason", async () => {
    const store = newStore();
    await store.put("alarm-zone", "bad", "rubbish");
    await store.put("alarm-zone", "good", {
      ...{ name: "Haus", position: 0 },
      sensors: [SENSOR, { id: "s2" }, 7, null],
      outputs: [{ id: "o1", class: "chirp", central: "ccu", channel_address: "D:3" }, { class: "chirp" }],
    });
    const { zones, unreadable } = await readZones(store);
    assert.deepEqual(
      zones.map(({ id, sensors, outputs }) => [id, sensors.length, outputs.length]),
      [["good", 1, 1]],
    );
    assert.deepEqual(
      unreadable.map(({ zone, what, row }) => [zone, what, row]),
      [
        ["bad", "zone", "bad"],
        ["good", "sensor", "s2"],
        ["good", "sensor", "#2"],
        ["good", "sensor", "#3"],
        ["good", "output", "#1"],
      ],
    );
    for (const { reason } of unreadable) assert.notEqual(reason, "");
  });
});

describe("states and starts", () => {
  it("are kept by zone, and gone when they are removed", async () => {
    const store = newStore();
    assert.equal(await readZoneState(store, "z"), undefined);
    await writeZoneState(store, "z", { state: "armed" });
    assert.deepEqual(await readZoneState(store, "z"), { state: "armed" });
    await removeZoneState(store, "z");
    assert.equal(await readZoneState(store, "z"), undefined);
  });

  it("are counted, also where the count was overwritten with rubbish", async () => {
    const store = newStore();
    assert.deepEqual([await countBoot(store), await countBoot(store)], [1, 2]);
    const [record] = (await store.list("alarm-state")).items;
    await store.put("alarm-state", record?.key as string, "rubbish");
    assert.equal(await countBoot(store), 1);
  });
});

describe("incidents", () => {
  it("have numbers that are never given twice, also after the old ones were pruned", async () => {
    const store = newStore();
    assert.equal(await nextIncidentId(store), 1);
    await openIncident(store, incident(1, { closed_at_ms: START }));
    await openIncident(store, incident(2, { closed_at_ms: START }));
    await assert.rejects(openIncident(store, incident(2)), /already/);
    assert.equal(await pruneIncidents(store, START + DAY), 1);
    assert.equal(await nextIncidentId(store), 3);
  });

  it("that are open are never pruned", async () => {
    const store = newStore();
    for (const id of [1, 2, 3]) await openIncident(store, incident(id, id === 3 ? { closed_at_ms: START } : {}));
    assert.equal(await pruneIncidents(store, START + DAY), 0);
    assert.deepEqual(
      (await openIncidents(store)).map(({ id }) => id),
      [1, 2],
    );
  });

  it("grant sound until their budget is used up, and refuse where there is no such incident", async () => {
    const store = newStore();
    await openIncident(store, incident(1));
    assert.equal(await debitAcoustic(store, 1, 600, 900), 600);
    assert.equal(await debitAcoustic(store, 1, 600, 900), 300);
    assert.equal(await debitAcoustic(store, 1, 600, 900), 0);
    assert.equal((await readIncident(store, 1))?.acoustic_s, 900);
    await assert.rejects(debitAcoustic(store, 9, 600, 900), /no incident 9/);
  });

  it("that were debited at once share one budget", async () => {
    const store = newStore();
    await openIncident(store, incident(1));
    const granted = await Promise.all(Array.from({ length: 5 }, () => debitAcoustic(store, 1, 400, 900)));
    assert.equal(
      granted.reduce((sum, seconds) => sum + seconds),
      900,
    );
  });

  it("that cannot be read stay as they are", async () => {
    const store = newStore();
    await store.put("alarm-incident", "0000000000000001", "rubbish");
    assert.equal(await changeIncident(store, 1, () => ({ silenced: true })), undefined);
    assert.deepEqual(await openIncidents(store), []);
    assert.equal(await nextIncidentId(store), 2);
  });
});

describe("the journal", () => {
  it("is read newest first, by zone, class and time, and says nothing of hidden entries", async () => {
    const store = newStore();
    const append = createJournalWriter(store);
    const ids = await append([
      entry("armed"),
      entry("triggered", { class: "trigger", at_ms: START + 1000, incident_id: 1 }),
      entry("duress", { class: "disarm", at_ms: START + 2000, hidden: true }),
      entry("disarmed", { class: "disarm", at_ms: START + 2000, zone_id: "other" }),
    ]);
    assert.deepEqual(ids, [1, 2, 3, 4]);
    const read = async (query: Partial<Parameters<typeof readJournal>[1]>) =>
      (await readJournal(store, { limit: 10, ...query })).map(({ id }) => id);
    assert.deepEqual(await read({}), [4, 2, 1]);
    assert.deepEqual(await read({ limit: 2 }), [4, 2]);
    assert.deepEqual(await read({ zone: "z" }), [2, 1]);
    assert.deepEqual(await read({ class: "disarm" }), [4]);
    assert.deepEqual(await read({ from: START + 1000 }), [4, 2]);
    assert.deepEqual(await read({ from: START, to: START + 1000 }), [1]);
  });

  it("leaves out what cannot be read", async () => {
    const store = newStore();
    await createJournalWriter(store)([entry("armed")]);
    await store.put("alarm-journal", "0000000000000002", { class: "nonsense" });
    assert.deepEqual(
      (await readJournal(store, { limit: 10 })).map(({ event }) => event),
      ["armed"],
    );
  });

  it("goes on where an earlier writer ended, and says where another writes at once", async () => {
    const store = newStore();
    await createJournalWriter(store)([entry("armed"), entry("disarmed")]);
    const [mine, other] = [createJournalWriter(store), createJournalWriter(store)];
    assert.deepEqual(await mine([entry("armed")]), [3]);
    assert.deepEqual(await other([entry("armed")]), [4]);
    await assert.rejects(mine([entry("disarmed")]), /already/);
    assert.deepEqual(await mine([entry("disarmed")]), [5]);
  });

  it("loses what is old and what is too much, but never its newest entry", async () => {
    const store = newStore();
    const append = createJournalWriter(store);
    await append([1, 2, 3, 4, 5].map((day) => entry("armed", { at_ms: START + day * DAY })));
    assert.equal(await pruneJournal(store, START + 3 * DAY), 2);
    assert.equal(await pruneJournal(store, 0, 2), 1);
    assert.equal(await pruneJournal(store, START + 99 * DAY), 1);
    assert.deepEqual(
      (await readJournal(store, { limit: 10 })).map(({ id }) => id),
      [5],
    );
    assert.deepEqual(await createJournalWriter(store)([entry("armed")]), [6]);
  });
});

describe("codes", () => {
  const code = {
    ...{ name: "Anna", kind: "pin" as const, hash: "$argon2id$", duress: false, zones: [] as string[] },
    ...{ perms: { arm: true, disarm: true, silence: true }, valid_from_ms: 0, valid_until_ms: 0, enabled: true },
    ...{ created_ms: START, updated_ms: START },
  };

  it("that cannot be read are named and count for nothing", async () => {
    const store = newStore();
    await store.put("alarm-code", "b", { ...code, name: "Bert" });
    await store.put("alarm-code", "a", code);
    await store.put("alarm-code", "c", { ...code, perms: "all" });
    const { codes, unreadable } = await readCodes(store);
    assert.deepEqual(
      codes.map(({ id }) => id),
      ["a", "b"],
    );
    assert.deepEqual(unreadable, ["c"]);
  });

  it("count from the first to the last millisecond of their time, in their zones, while they are switched on", () => {
    const window = { ...code, valid_from_ms: START, valid_until_ms: START + 1000 };
    const at = (ms: number) => isApplicable(window, "z", START + ms);
    assert.deepEqual([at(-1), at(0), at(1000), at(1001)], [false, true, true, false]);
    assert.equal(isApplicable({ ...code, zones: ["x"] }, "z", START), false);
    assert.equal(isApplicable({ ...code, zones: ["x", "z"] }, "z", START), true);
    assert.equal(isApplicable({ ...code, enabled: false }, "z", START), false);
  });
});
