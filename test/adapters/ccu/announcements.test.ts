import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { MAX_ANNOUNCED } from "../../../adapters/ccu/announcements.ts";
import type { Announcement } from "../../../adapters/ccu/callback-router.ts";
import { MAX_MESSAGE_BYTES, RpcFormatError, type RpcValue } from "../../../adapters/ccu/codec/value.ts";
import { encodeCall, encodeResponse, openCall } from "../../../adapters/ccu/codec/xmlrpc.ts";
import { DescriptionCache } from "../../../adapters/ccu/descriptions.ts";
import { Inventory } from "../../../adapters/ccu/inventory.ts";
import { listOf } from "../../../adapters/ccu/normalise.ts";
import type { ReadOptions, Wire } from "../../../adapters/ccu/wire.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../../adapters/memory/store.ts";
import { siteId } from "../../../handlers/ports/index.ts";
import { Notes, silent } from "./support.ts";

const device = (address: string) => ({ ADDRESS: address, TYPE: "HmIP-X", VERSION: 1, PARENT: "", PARAMSETS: "" });

/** A `newDevices` as the wire brings it, and how often it was decoded. */
function announcement(list: readonly RpcValue[]): Announcement & { decoded: number } {
  const call = openCall(encodeCall("newDevices", ["id", list]));
  call.next();
  const made = {
    decoded: 0,
    bytes: call.unread(),
    read: () => {
      made.decoded++;
      return listOf(call.rest()[0]);
    },
  };
  return made;
}

/** An inventory of a CCU that lists `listed`; `during` runs while the list is under way. */
function inventory(listed: readonly RpcValue[], during: () => void = () => {}, spelt = encodeResponse(listed)) {
  const clock = createManualClock();
  const store = createMemoryStore({ clock }).site(siteId("test"));
  const notes = new Notes();
  const wire = {
    name: "HmIP-RF",
    read: async (_method: string, _params: RpcValue[], { received }: ReadOptions = {}) => {
      during();
      received?.(spelt);
      return listed;
    },
  };
  const cache = new DescriptionCache(store, "c", "HmIP-RF", silent);
  const parts = { wire: wire as unknown as Wire, cache, listener: notes, clock, log: silent };
  return { inventory: new Inventory(parts), notes, clock };
}

describe("what a CCU announces while its devices are being loaded", () => {
  test("the list that was just read, byte for byte: not decoded, no second listing", async () => {
    const same = announcement([device("A"), device("B")]);
    const before = announcement([device("A"), device("B")]);
    const made = inventory([device("A"), device("B")], () => made.inventory.announced(before));
    await made.inventory.load(async () => {
      made.inventory.announced(same);
      return [];
    });
    assert.deepEqual([before.decoded, same.decoded], [0, 0]);
    assert.deepEqual(made.notes.initial, ["A", "B"]);
    assert.equal(made.clock.pending(), 0);
  });

  test("one that cannot be compared, because lists are spelt so that none is found, is read", async () => {
    const odd = (bytes: Uint8Array) =>
      Buffer.from(Buffer.from(bytes).toString("latin1").replaceAll("<array>", "<array >"), "latin1");
    const more = announcement([device("A"), device("B")]);
    const listed = [device("A")];
    const made = inventory(
      listed,
      () => made.inventory.announced({ bytes: odd(more.bytes as Uint8Array), read: more.read }),
      odd(encodeResponse(listed)),
    );
    await made.inventory.load(async () => []);
    assert.deepEqual([more.decoded, made.notes.initial], [1, ["A", "B"]]);
  });

  test("one without its bytes (BIN-RPC) cannot be compared: it is read at once", async () => {
    const decoded: number[] = [];
    const bare = announcement([device("A"), device("B")]);
    const made = inventory([device("A")], () => {
      made.inventory.announced({ read: bare.read });
      decoded.push(bare.decoded);
    });
    await made.inventory.load(async () => []);
    assert.deepEqual([decoded, made.notes.initial], [[1], ["A", "B"]]);
  });

  test("a device that the list lacks is there with the list", async () => {
    const more = announcement([device("A"), device("B")]);
    const made = inventory([device("A")], () => made.inventory.announced(more));
    await made.inventory.load(async () => []);
    assert.equal(more.decoded, 1);
    assert.deepEqual(made.notes.initial, ["A", "B"]);
  });

  test("a device that is announced after the list is looked for soon afterwards", async () => {
    const late = announcement([device("A"), device("B")]);
    const made = inventory([device("A")]);
    await made.inventory.load(async () => {
      made.inventory.announced(late);
      assert.equal(late.decoded, 0, "values first");
      return [];
    });
    assert.equal(late.decoded, 1);
    assert.deepEqual(made.notes.initial, ["A"]);
    made.clock.advance(2000);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(made.notes.changed, ["B"]);
  });

  test("no more is kept undecoded than one message may hold", async () => {
    const kept = { ...announcement([]), bytes: new Uint8Array(MAX_MESSAGE_BYTES - 1) };
    const [last, beyond] = [announcement([]), announcement([])];
    const made = inventory([device("A")]);
    await made.inventory.load(async () => {
      made.inventory.announced(kept);
      made.inventory.announced({ ...last, bytes: new Uint8Array(1) });
      assert.equal(last.decoded, 0);
      made.inventory.announced(beyond);
      assert.equal(beyond.decoded, 1);
      return [];
    });
    assert.equal(last.decoded, 1);
  });

  test("forged ones are bounded: at the limit and one past it", async () => {
    const many = (count: number) => announcement(Array.from({ length: count }, (_, i) => device(`X${i}`)));
    for (const [count, expected] of [
      [MAX_ANNOUNCED, MAX_ANNOUNCED],
      [MAX_ANNOUNCED + 1, MAX_ANNOUNCED],
    ] as const) {
      const made = inventory([device("A")]);
      await made.inventory.load(async () => []);
      made.inventory.announced(many(count));
      made.inventory.announced(many(count));
      await made.inventory.synchronise();
      assert.equal(made.notes.changed.length, expected);
      made.inventory.stop();
    }
  });

  test("one that cannot be read harms nothing, at any time", async () => {
    const broken = (): Announcement => ({
      bytes: new Uint8Array(9),
      read: () => {
        throw new RpcFormatError("unfinished XML");
      },
    });
    const made = inventory([device("A")], () => made.inventory.announced(broken()));
    await made.inventory.load(async () => {
      made.inventory.announced(broken());
      return [];
    });
    made.inventory.announced(broken());
    assert.deepEqual(made.notes.initial, ["A"]);
    assert.equal(made.clock.pending(), 0);
  });
});
