/** What every implementation of the port `Home` does for its readers. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { unobservedHub } from "../../handlers/model/document.ts";
import type { Channel, Device, InterfaceState, ValueState } from "../../handlers/model/types.ts";
import type { CentralState, HomeWriter } from "../../handlers/ports/index.ts";

export function homeSuite(name: string, create: () => HomeWriter): void {
  describe(`port Home: ${name}`, () => {
    devices(create);
    values(create);
    centrals(create);
  });
}

/** A device without channels: the port does not look into it. */
export function device(address: string, central = "ccu", revision = 1): Device {
  const description = { ADDRESS: address, TYPE: "HmIP-PS", VERSION: 1, PARENT: "", PARAMSETS: [] };
  const root: Channel = {
    address,
    number: null,
    type: "HmIP-PS",
    name: address,
    description,
    values: new Map(),
    master: new Map(),
    eventGroups: [],
    rooms: [],
    functions: [],
    hidden: false,
    locked: false,
    iseId: undefined,
  };
  return {
    address,
    central,
    interface: "HmIP-RF",
    interfaceId: `${central}-HmIP-RF`,
    model: "HmIP-PS",
    subModel: undefined,
    name: address,
    iseId: undefined,
    description,
    root,
    channels: [],
    revision,
  };
}

const value = (of: unknown): ValueState => ({ value: of, source: "live", changedAt: 1, seenAt: 1 });
const addresses = (list: readonly Device[]) => list.map(({ address }) => address);

function devices(create: () => HomeWriter): void {
  test("devices are sorted by address, of all centrals or of one", async () => {
    const home = create();
    for (const [address, central] of [
      ["B", "two"],
      ["C", "one"],
      ["A", "one"],
    ] as const)
      home.putDevice(device(address, central));
    assert.deepEqual(addresses(await home.devices()), ["A", "B", "C"]);
    assert.deepEqual(addresses(await home.devices("one")), ["A", "C"]);
    assert.deepEqual(await home.devices("nobody"), []);
    assert.deepEqual(await home.devices(""), []);
    assert.equal((await home.device("B"))?.central, "two");
    assert.equal(await home.device("X"), undefined);
  });

  test("a list that was handed out does not change any more; the same list is given while nothing changes", async () => {
    const home = create();
    home.putDevice(device("A"));
    home.putDevice(device("B"));
    const before = await home.devices();
    assert.equal(await home.devices(), before);
    const ofCentral = await home.devices("ccu");
    assert.equal(await home.devices("ccu"), ofCentral);
    home.putDevice(device("A", "ccu", 2));
    home.removeDevice("B");
    home.putDevice(device("0"));
    assert.deepEqual(addresses(before), ["A", "B"]);
    assert.equal(before[0]?.revision, 1);
    assert.deepEqual(addresses(await home.devices()), ["0", "A"]);
    assert.deepEqual(addresses(await home.devices("ccu")), ["0", "A"]);
    assert.equal((await home.devices())[1]?.revision, 2);
  });

  test("a removed device is gone with its values", async () => {
    const home = create();
    home.putDevice(device("A"));
    home.putValues("A", new Map([["1/VALUES/STATE", value(true)]]));
    home.removeDevice("A");
    home.removeDevice("A");
    assert.equal(await home.device("A"), undefined);
    assert.equal((await home.values("A")).size, 0);
    assert.deepEqual(await home.devices(), []);
  });
}

function values(create: () => HomeWriter): void {
  test("values belong to one device; a map that was handed out stays as it was", async () => {
    const home = create();
    const first = new Map([["1/VALUES/STATE", value(true)]]);
    home.putValues("A", first);
    home.putValues("B", new Map([["1/VALUES/STATE", value(7)]]));
    const before = await home.values("A");
    home.putValues("A", new Map([...before, ["1/VALUES/LEVEL", value(0.5)]]));
    assert.deepEqual([...before.keys()], ["1/VALUES/STATE"]);
    assert.deepEqual([...(await home.values("A")).keys()], ["1/VALUES/STATE", "1/VALUES/LEVEL"]);
    assert.equal((await home.values("B")).get("1/VALUES/STATE")?.value, 7);
    assert.equal((await home.values("C")).size, 0);
  });

  test("the revision grows with every change of anything, and with nothing else", async () => {
    const home = create();
    const changes: (() => void)[] = [
      () => home.putDevice(device("A")),
      () => home.putDevice(device("A")),
      () => home.putValues("A", new Map()),
      () => home.putCentral(central("ccu")),
      () => home.putHub("ccu", unobservedHub("ccu")),
      () => home.putInterfaces("ccu", []),
      () => home.removeDevice("A"),
    ];
    for (const change of changes) {
      const before = home.revision();
      change();
      assert.ok(home.revision() > before);
      const after = home.revision();
      await Promise.all([home.devices(), home.values("A"), home.hub("ccu"), home.centrals(), home.interfaces()]);
      assert.equal(home.revision(), after);
    }
  });
}

function centrals(create: () => HomeWriter): void {
  test("centrals by name, interfaces by central, an unread hub as unobserved", async () => {
    const home = create();
    home.putCentral(central("two"));
    home.putCentral(central("one"));
    home.putCentral({ ...central("two"), phase: "ready" });
    assert.deepEqual(
      (await home.centrals()).map(({ name, phase }) => [name, phase]),
      [
        ["one", "unknown"],
        ["two", "ready"],
      ],
    );
    home.putInterfaces("two", [iface("two", "HmIP-RF")]);
    home.putInterfaces("one", [iface("one", "HmIP-RF"), iface("one", "BidCos-RF")]);
    assert.deepEqual(
      (await home.interfaces()).map(({ id }) => id),
      ["one-HmIP-RF", "one-BidCos-RF", "two-HmIP-RF"],
    );
    assert.deepEqual(
      (await home.interfaces("two")).map(({ id }) => id),
      ["two-HmIP-RF"],
    );
    assert.deepEqual(await home.interfaces("nobody"), []);
    assert.deepEqual(await home.hub("nobody"), unobservedHub("nobody"));
    home.putHub("one", { ...unobservedHub("one"), observed: true });
    assert.equal((await home.hub("one")).observed, true);
  });
}

const central = (name: string): CentralState => ({
  name,
  host: "192.0.2.1",
  configuredInterfaces: ["HmIP-RF"],
  available: false,
  state: "starting",
  system: {},
  phase: "unknown",
  interfacesLoaded: 0,
  interfacesTotal: 1,
});

const iface = (of: string, name: string): InterfaceState => ({
  central: of,
  id: `${of}-${name}`,
  host: "192.0.2.1",
  name,
  connected: true,
  loaded: true,
});
