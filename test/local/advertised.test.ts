import assert from "node:assert/strict";
import { test } from "node:test";
import { bytesOf, TXT_ENTRY_BYTES } from "../../adapters/mdns/record.ts";
import { entriesOf, placeOf } from "../../local/advertised.ts";
import { CENTRAL_LIMIT } from "../../local/settings/central.ts";
import { centralState } from "../support/site.ts";

const at = (address: string, port = 8080) => ({ address, port });

test("the record names the first address that others reach, with those that share its port", () => {
  assert.deepEqual(placeOf([at("::")]), { port: 8080 });
  assert.deepEqual(placeOf([at("0.0.0.0")]), { port: 8080, ipv4Only: true });
  assert.deepEqual(placeOf([at("127.0.0.1", 1), at("192.0.2.7", 2), at("192.0.2.8", 3), at("fe80::1%eth0", 2)]), {
    port: 2,
    addresses: ["192.0.2.7", "fe80::1"],
  });
  assert.deepEqual(placeOf([at("127.0.0.1", 1), at("::", 8119)]), { port: 8119 });
  assert.deepEqual(placeOf([at("192.0.2.7"), at("127.0.0.1")]), { port: 8080, addresses: ["192.0.2.7"] });
  // nobody else reaches it: nobody else hears of it
  assert.deepEqual(placeOf([at("127.0.0.1"), at("::1")]), { port: 8080, addresses: ["127.0.0.1", "::1"] });
});

test("the entries are those that clients read, and each has room", () => {
  const central = (name: string, serial?: string) => centralState(name, { system: { serial } });
  assert.deepEqual(entriesOf([central("a", "NEQ0000001"), central("b"), central("c", "NEQ0000003")], true, "home"), {
    path: "/api/v1",
    api_version: "3.1.0",
    tls: "1",
    instance: "home",
    centrals: "3",
    serials: "NEQ0000001,NEQ0000003",
  });
  assert.partialDeepStrictEqual(entriesOf([], false, "home"), { tls: "0", centrals: "0", serials: "" });
  const many = Array.from({ length: CENTRAL_LIMIT }, (_, i) =>
    central(`c${i}`, `3014F711A0001F${String(i).padStart(10, "0")}`),
  );
  const full = entriesOf(many, false, "ä".repeat(200));
  assert.equal(full.centrals, String(CENTRAL_LIMIT));
  for (const [key, value] of Object.entries(full)) assert.ok(bytesOf(`${key}=${value}`) <= TXT_ENTRY_BYTES, key);
  assert.deepEqual(
    full.serials?.split(",").map((serial) => serial.length),
    Array(9).fill(24),
  );
});
