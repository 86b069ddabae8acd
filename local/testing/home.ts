/** What every implementation of the port `Home` does for its readers. */

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type DeviceId, deviceId } from "../../handlers/model/device-id.ts";
import { unobservedHub } from "../../handlers/model/document.ts";
import type { Channel, Device, InterfaceState, ValueState } from "../../handlers/model/types.ts";
import type { CentralState, HomePart, HomeWriter } from "../../handlers/ports/index.ts";
import { centralState, emptyHub, interfaceState } from "./home-parts.ts";

const idAt = (address: string, central = "ccu-main"): DeviceId => deviceId(central, address);

export function describeHome(name: string, create: () => HomeWriter): void {
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
    assert.equal((await home.device(idAt("B", "two")))?.central, "two");
    assert.equal(await home.device(idAt("B", "one")), undefined);
  });

  test("CCUs that have the same address keep a device and values each", async () => {
    const home = create();
    for (const central of ["two", "one"]) {
      home.putDevice(device("INT0000001", central));
      home.putValues(idAt("INT0000001", central), new Map([["1/VALUES/STATE", value(central)]]));
    }
    home.putDevice(device("A", "two"));
    const owners = async (address: string) => (await home.devicesAt(address)).map(({ central }) => central);
    const shown = async (central: string) =>
      (await home.values(idAt("INT0000001", central))).get("1/VALUES/STATE")?.value;
    assert.deepEqual(await owners("INT0000001"), ["one", "two"]);
    assert.deepEqual(await owners("A"), ["two"]);
    assert.deepEqual(await owners("nowhere"), []);
    assert.deepEqual(
      (await home.devices()).map(({ address, central }) => `${central}/${address}`),
      ["two/A", "one/INT0000001", "two/INT0000001"],
    );
    assert.deepEqual([await shown("one"), await shown("two")], ["one", "two"]);
    home.removeDevice(idAt("INT0000001", "two"));
    assert.deepEqual(await owners("INT0000001"), ["one"]);
    assert.deepEqual([await shown("one"), await shown("two")], ["one", undefined]);
    home.putDevice(device("INT0000001", "two"));
    assert.equal(await shown("two"), undefined, "what was known of it before is gone");
  });

  test("a central that is removed takes all of its own with it, and nothing else", async () => {
    const home = create();
    for (const central of ["one", "two"]) {
      home.putCentral(centralState(central));
      home.putHub(central, emptyHub(central));
      home.putInterfaces(central, [interfaceState(central, "HmIP-RF")]);
      home.putDevice(device("INT0000001", central));
      home.putValues(idAt("INT0000001", central), new Map([["1/VALUES/STATE", value(central)]]));
    }
    home.removeCentral("one");
    assert.deepEqual(
      (await home.centrals()).map(({ name }) => name),
      ["two"],
    );
    assert.deepEqual(
      (await home.interfaces()).map(({ central }) => central),
      ["two"],
    );
    assert.equal((await home.hub("one")).observed, false);
    assert.equal((await home.hub("two")).observed, true);
    assert.deepEqual(
      (await home.devices()).map(({ central }) => central),
      ["two"],
    );
    assert.equal((await home.values(idAt("INT0000001", "one"))).size, 0);
    assert.equal((await home.values(idAt("INT0000001", "two"))).size, 1);
    home.removeCentral("nobody");
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
    home.removeDevice(idAt("B", "ccu"));
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
    home.putValues(idAt("A", "ccu"), new Map([["1/VALUES/STATE", value(true)]]));
    home.removeDevice(idAt("A", "ccu"));
    home.removeDevice(idAt("A", "ccu"));
    assert.equal(await home.device(idAt("A", "ccu")), undefined);
    assert.equal((await home.values(idAt("A", "ccu"))).size, 0);
    assert.deepEqual(await home.devices(), []);
  });
}

function values(create: () => HomeWriter): void {
  test("values belong to one device; a map that was handed out stays as it was", async () => {
    const home = create();
    const first = new Map([["1/VALUES/STATE", value(true)]]);
    home.putValues(idAt("A"), first);
    home.putValues(idAt("B"), new Map([["1/VALUES/STATE", value(7)]]));
    const before = await home.values(idAt("A"));
    home.putValues(idAt("A"), new Map([...before, ["1/VALUES/LEVEL", value(0.5)]]));
    assert.deepEqual([...before.keys()], ["1/VALUES/STATE"]);
    assert.deepEqual([...(await home.values(idAt("A"))).keys()], ["1/VALUES/STATE", "1/VALUES/LEVEL"]);
    assert.equal((await home.values(idAt("B"))).get("1/VALUES/STATE")?.value, 7);
    assert.equal((await home.values(idAt("C"))).size, 0);
  });

  test("the revision grows with every change of anything, and with nothing else", async () => {
    const home = create();
    const changes: (() => void)[] = [
      () => home.putDevice(device("A")),
      () => home.putDevice(device("A")),
      () => home.putValues(idAt("A"), new Map()),
      () => home.putCentral(central("ccu")),
      () => home.putHub("ccu", unobservedHub("ccu")),
      () => home.putInterfaces("ccu", []),
      () => home.removeDevice(idAt("A")),
    ];
    for (const change of changes) {
      const before = home.revision();
      change();
      assert.ok(home.revision() > before);
      const after = home.revision();
      await Promise.all([home.devices(), home.values(idAt("A")), home.hub("ccu"), home.centrals(), home.interfaces()]);
      assert.equal(home.revision(), after);
    }
  });

  test("the revision of a part changes with every change of what it reads, and with nothing else", async () => {
    const home = create();
    const parts: [HomePart, string?][] = [
      ["centrals"],
      ["devices"],
      ...["ccu", "two"].flatMap((name): [HomePart, string][] => [
        ["devices", name],
        ["hub", name],
        ["interfaces", name],
        ["values", idAt("A", name)],
      ]),
      ["interfaces"],
      ["address", "A"],
      ["address", "B"],
      ["device", idAt("A", "ccu")],
    ];
    const revisions = () => parts.map(([part, key]) => home.revision(part, key));
    assert.deepEqual(new Set(revisions()), new Set([0]));
    const here = { ...device("A"), central: "ccu" };
    const changes: [() => void, string[]][] = [
      [() => home.putDevice(here), ["devices", "devices ccu", "address A", `device ${idAt("A", "ccu")}`]],
      [() => home.putDevice(here), ["devices", "devices ccu", "address A", `device ${idAt("A", "ccu")}`]],
      [() => home.putDevice({ ...here, central: "two" }), ["devices", "devices two", "address A"]],
      [() => home.putValues(idAt("A", "ccu"), new Map()), [`values ${idAt("A", "ccu")}`]],
      [() => home.putCentral(central("ccu")), ["centrals"]],
      [() => home.putHub("ccu", unobservedHub("ccu")), ["hub ccu"]],
      [() => home.putInterfaces("ccu", []), ["interfaces", "interfaces ccu"]],
      [
        () => home.removeDevice(idAt("A", "ccu")),
        ["devices", "devices ccu", "address A", `device ${idAt("A", "ccu")}`, `values ${idAt("A", "ccu")}`],
      ],
      [() => home.removeDevice(idAt("A", "ccu")), []],
      [
        () => home.removeCentral("two"),
        ["centrals", "devices", "devices two", "hub two", "interfaces", "interfaces two", "address A"],
      ],
    ];
    for (const [change, expected] of changes) {
      const before = revisions();
      change();
      const after = revisions();
      const changed = parts.flatMap(([part, key], at) =>
        before[at] === after[at] ? [] : [key === undefined ? part : `${part} ${key}`],
      );
      assert.deepEqual(changed.sort(), expected.sort());
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
