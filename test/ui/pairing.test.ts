/** What the pairing wizard reckons. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isSgtin, kindOf, type Mode, requestOf } from "../../assets/ui/pages/pairing/model.ts";

const mode = (name: string, central?: string): Mode => ({
  ...{ interface: name, active: false, seconds: 0, observed: true },
  ...(central !== undefined && { central }),
});
const SGTIN = "3014F711A0001F98A9A7C303";
const typed = { seconds: 60, serial: "", sgtin: "", key: "" };

test("each interface learns in its own way", () => {
  assert.deepEqual(["HmIP-RF", "BidCos-RF", "BidCos-Wired", "VirtualDevices"].map(kindOf), [
    ...(["hmip", "bidcos", "wired", "bidcos"] as const),
  ]);
});

test("an SGTIN as it is printed; one digit fewer or more is none", () => {
  assert.ok(isSgtin(SGTIN));
  assert.ok(isSgtin("3014-F711-A000-1F98-A9A7-C303"));
  assert.ok(!isSgtin(SGTIN.slice(1)));
  assert.ok(!isSgtin(`${SGTIN}0`));
  assert.ok(!isSgtin(SGTIN.replace("F", "G")));
});

test("only what was typed is asked for: without it every device may come", () => {
  assert.deepEqual(requestOf({ mode: mode("HmIP-RF", "demo"), ...typed }), {
    ...{ interface: "HmIP-RF", active: true, seconds: 60, central: "demo" },
  });
  const one = requestOf({ mode: mode("HmIP-RF"), ...typed, sgtin: "3014-f711-a000-1f98-a9a7-c303", key: " ABCD " });
  assert.deepEqual([one.sgtin, one.key, "device_address" in one], [SGTIN, "ABCD", false]);
  const serial = requestOf({ mode: mode("BidCos-RF"), ...typed, serial: " meq0123456 ", sgtin: SGTIN });
  assert.deepEqual([serial.device_address, "sgtin" in serial], ["MEQ0123456", false]);
});
