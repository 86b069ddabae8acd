/** Other addresses in the place of the real ones: of what shape, where they are found, and what stays. */
import assert from "node:assert/strict";
import { isIPv4 } from "node:net";
import { test } from "node:test";
import { randomizer } from "../../../adapters/ccu/recording/randomize.ts";
import type { RecordedExchange } from "../../../handlers/ports/index.ts";

const exchange = (more: object): RecordedExchange =>
  ({
    at: 0,
    interface: "I",
    protocol: "xmlrpc",
    direction: "call",
    method: "getValue",
    params: [],
    ...more,
  }) as RecordedExchange;
const device = (...addresses: string[]) =>
  ({ descriptions: addresses.map((ADDRESS) => ({ ADDRESS })), paramsets: {} }) as never;

test("another address has the shape of the real one: digits for digits, letters for letters of their kind", () => {
  for (const [address, shape] of [
    ["NEQ1234567", /^[A-Z]{3}\d{7}$/],
    ["0001D3C99C6A01", /^\d{4}[A-F]\d[A-F]\d\d[A-F]\d[A-F]\d\d$/],
    ["neq123abc45", /^[a-z]{3}\d{3}[a-z]{3}\d\d$/],
    ["0001D3C99C6A", /^\d{4}[A-F]\d[A-F]\d\d[A-F]\d[A-F]$/],
    ["0001d3c99c6a01", /^\d{4}[a-f]\d[a-f]\d\d[a-f]\d[a-f]\d\d$/],
    ["INT0000009", /^INT\d{7}$/],
    ["CUX2801001", /^CUX\d{7}$/],
    ["a_b-c-12345", /^[a-z]_[a-z]-[a-z]-\d{5}$/],
  ] as const) {
    const other = randomizer([device(address)], [])(address);
    assert.match(other, shape, address);
    assert.notEqual(other, address);
  }
});

test("an address is found wherever the wire names one, and is the same other one everywhere", () => {
  for (const [exchanges, address] of [
    [[exchange({ params: [{ ADDRESS: "xyz-12345:1" }] })], "xyz-12345"],
    [[exchange({ result: [{ PARENT: "xyz-12345" }] })], "xyz-12345"],
    [[exchange({ result: { links: [{ SENDER: "xyz-12345:1", RECEIVER: "uvw-12345:2" }] } })], "uvw-12345"],
    [[exchange({ result: [{ deep: [{ deeper: { receiver: "xyz-12345" } }] }] })], "xyz-12345"],
    [[exchange({ direction: "callback", method: "event", params: ["", "xyz-12345:1", "STATE", 1] })], "xyz-12345"],
  ] as const) {
    const other = randomizer([], exchanges);
    const said = other(address);
    assert.notEqual(said, address);
    assert.equal(other(`${address}:1 ${address}`), `${said}:1 ${said}`);
  }
});

test("what is no address stays: words, numbers, what only looks like one, and what no member says is one", () => {
  for (const [exchanges, text] of [
    [[exchange({ params: [{ NAME: "xyz-12345" }] })], "xyz-12345"],
    [[exchange({ params: [{ ADDRESS: 12345 }, { ADDRESS: ["xyz-12345"] }] })], "12345 xyz-12345"],
    [[exchange({ params: ["", "xyz-12345:1"] })], "xyz-12345"],
    [[exchange({ direction: "callback", method: "deleteDevices", params: ["", "xyz-12345"] })], "xyz-12345"],
    [[exchange({ direction: "call", method: "event", params: ["", "xyz-12345"] })], "xyz-12345"],
    [[exchange({ params: [{ ADDRESS: "Kitchen" }, { ADDRESS: "a1" }] })], "Kitchen a1"],
    [
      [exchange({ params: [{ ADDRESS: "BidCoS-RF" }, { ADDRESS: "CENTRAL:0" }, { ADDRESS: "*CUX28010" }] })],
      "BidCoS-RF CENTRAL:0 *CUX28010",
    ],
    [[], "127.0.0.1 0.0.0.0"],
  ] as const)
    assert.equal(randomizer([], exchanges)(text), text);
  assert.match(randomizer([], [])("at 192.168.1.5:80"), /^at 198\.18\.\d+\.\d+:80$/);
});

test("a short address is replaced by itself only, a long one wherever it stands; the longest first", () => {
  const short = randomizer([device("abc12")], []);
  assert.equal(short("xabc12 abc123"), "xabc12 abc123");
  assert.doesNotMatch(short('"abc12:1"'), /abc12/);
  const long = randomizer([device("abc123456", "abc123456789")], []);
  assert.doesNotMatch(long("\\nabc123456"), /abc123456/);
  assert.equal(long("abc123456789").length, 12);
  const { a, b } = { a: long("abc123456"), b: long("abc123456789") };
  assert.ok(!b.startsWith(a), "each has its own");
});

test("no other one is one of those that there are", () => {
  // there are ten of this shape
  const real = Array.from({ length: 5 }, (_, n) => `INT${n}-`);
  const others = randomizer([device(...real)], [])(real.join(" ")).split(" ");
  assert.deepEqual(
    others.sort(),
    Array.from({ length: 5 }, (_, n) => `INT${n + 5}-`),
  );
});

test("no two get the same other one, however many there are", () => {
  const all = Array.from({ length: 2000 }, (_, n) => `10.1.${n >> 8}.${n & 255}`);
  const others = randomizer([], [])(all.join(" ")).split(" ");
  assert.equal(new Set(others).size, all.length);
  for (const other of others) {
    const host = Number(other.split(".").at(-1));
    assert.ok(isIPv4(other) && host >= 1 && host <= 254, `${other} is no address of a machine`);
  }
});
