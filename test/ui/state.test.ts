/** What the pages read of addresses, of what is kept, and of a home that is away. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { awayFrom } from "../../assets/ui/model/away.ts";
import { FAVOURITES_LIMIT, readFavourites } from "../../assets/ui/model/favourites.ts";
import { deviceLink, parseRoute, roomLink } from "../../assets/ui/model/route.ts";
import { byReception, heard, rowOf } from "../../assets/ui/pages/ccus/model.ts";

const paths: ReadonlySet<string> = new Set(["device"]);

test("an address is the page that its link was made for; anything else is the home", () => {
  assert.deepEqual(parseRoute(roomLink("Küche / Bad 100 %"), paths), { page: "home", room: "Küche / Bad 100 %" });
  assert.deepEqual(parseRoute(deviceLink("my ccu", "*KEQ0070011"), paths), {
    page: "other",
    path: "device",
    rest: ["my ccu", "*KEQ0070011"],
  });
  assert.deepEqual(parseRoute("#/device//", paths), { page: "other", path: "device", rest: [] });
  assert.deepEqual(parseRoute("#/messages", paths), { page: "messages" });
  assert.deepEqual(parseRoute("#/pages", paths), { page: "pages" });
  for (const hash of ["", "#", "#/", "#/nonsense/x", "#/toString", "#/room/"])
    assert.deepEqual(parseRoute(hash, paths), { page: "home" }, hash);
  assert.deepEqual(parseRoute("#/room/%E0%A4%A", paths), { page: "home", room: "%E0%A4%A" }, "not decodable: as it is");
});

test("favourites are a list of names, whatever somebody else has kept there", () => {
  assert.deepEqual(readFavourites({ favourites: ["a", "b", "a", 3, null] }), ["a", "b"]);
  for (const value of [undefined, null, 3, "a", [], {}, { favourites: "a" }, { favourites: null }])
    assert.deepEqual(readFavourites(value), []);
  const many = Array.from({ length: FAVOURITES_LIMIT + 1 }, (_, index) => String(index));
  assert.equal(readFavourites({ favourites: many.slice(0, FAVOURITES_LIMIT) }).length, FAVOURITES_LIMIT);
  assert.equal(readFavourites({ favourites: many }).length, FAVOURITES_LIMIT);
});

test("a home is away when its relay is not healthy; its age is told where it is known", () => {
  const of = (status: string, age: string | null) => awayFrom([{ name: "relay", status }], age);
  assert.deepEqual(awayFrom([{ name: "store", status: "unhealthy" }], null), { isRemote: false, away: undefined });
  assert.deepEqual(awayFrom([{ name: "store", status: "healthy" }], "0"), { isRemote: true, away: undefined });
  assert.deepEqual(of("healthy", "60"), { isRemote: true, away: undefined });
  assert.deepEqual(of("degraded", "60"), { isRemote: true, away: { ageSeconds: 60 } });
  for (const age of [null, "", "0", "x"])
    assert.deepEqual(of("degraded", age), { isRemote: true, away: { ageSeconds: undefined } });
});

test("a CCU is sent as it is with what was typed; a password that nobody typed is left out, ports of interfaces stay", () => {
  const typed = new FormData();
  for (const [name, value] of [
    ["host", " 192.0.2.1 "],
    ["enabled", "on"],
    ["interface", "HmIP-RF"],
    ["interface", "CUxD"],
    ["password", ""],
    ["username", ""],
    ["port", ""],
  ] as const)
    typed.append(name, value);
  const before = {
    name: "ccu",
    host: "old",
    enabled: false,
    interfaces: [{ name: "HmIP-RF", port: 12_010 }],
    username: "Admin",
    json_rpc_port: 81,
    serial: "NEQ1",
    created_at: "2026-01-01T00:00:00Z",
  };
  assert.deepEqual(rowOf(before, typed), {
    name: "ccu",
    host: "192.0.2.1",
    enabled: true,
    tls: false,
    tls_insecure_skip_verify: false,
    interfaces: [{ name: "HmIP-RF", port: 12_010 }, { name: "CUxD" }],
    serial: "NEQ1",
  });
});

test("the weakest reception comes first, whichever side hears badly; who told nothing is left out", () => {
  const rows = [
    { id: "good", rssi_device: -50, rssi_peer: null },
    { id: "silent", rssi_device: null, rssi_peer: null },
    { id: "weak", rssi_device: -60, rssi_peer: -90 },
  ];
  assert.deepEqual(
    byReception(rows).map(({ id }) => id),
    ["weak", "good"],
  );
  assert.deepEqual([-75, -76, -85, -86].map(heard), ["good", "fair", "fair", "weak"]);
});
