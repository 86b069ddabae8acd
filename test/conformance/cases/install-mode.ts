/** Install mode, the search on a wired bus, and the inbox. */
import assert from "node:assert/strict";
import type { Case } from "../case.ts";
import { NEWCOMER } from "../household.ts";
import { NOT_FOUND, UNREADY, WHICH, WRONG } from "./support.ts";

const SGTIN = "3014F711A0001F1234567890";
const KEY = "00112233445566778899AABBCCDDEEFF";
const MODE = "POST /install-mode/interfaces";
export const installModeCases: Case[] = [
  {
    operation: "GET /install-mode/interfaces",
    case: "all",
    expect: {
      status: 200,
      body: (rows) =>
        assert.deepEqual(
          rows.map((r: { interface: string }) => r.interface),
          ["HmIP-RF", "BidCos-RF", "HmIP-RF"],
        ),
    },
  },
  {
    operation: MODE,
    case: "on",
    body: { interface: "HmIP-RF", active: true },
    expect: { status: 202, writes: [["setInstallMode", "HmIP-RF", true, 60, undefined]] },
  },
  {
    operation: MODE,
    case: "one device by its label",
    body: { interface: "ccu-main-HmIP-RF", active: true, seconds: 90, sgtin: SGTIN, key: KEY },
    expect: { status: 202, writes: [["setInstallMode", "HmIP-RF", true, 90, { sgtin: SGTIN, key: KEY }]] },
  },
  {
    operation: MODE,
    case: "off",
    body: { interface: "BidCos-RF", active: false },
    expect: { status: 202, writes: [["setInstallMode", "BidCos-RF", false, 0, undefined]] },
  },
  { operation: MODE, case: "unknown interface", body: { interface: "BidCos-Air", active: true }, expect: NOT_FOUND },
  {
    operation: MODE,
    case: "an interface that cannot teach",
    body: { interface: "BidCos-Wired", active: true },
    expect: WRONG,
  },
  { operation: MODE, case: "too long", body: { interface: "HmIP-RF", active: true, seconds: 601 }, expect: WRONG },
  {
    operation: MODE,
    case: "a label without a key",
    body: { interface: "HmIP-RF", active: true, sgtin: SGTIN },
    expect: WRONG,
  },
  { operation: MODE, case: "which CCU?", unnamed: true, body: { interface: "HmIP-RF", active: true }, expect: WHICH },
  {
    operation: MODE,
    case: "before any CCU is known",
    world: "empty",
    body: { interface: "HmIP-RF", active: true },
    expect: UNREADY,
  },
  {
    operation: "POST /install-mode/search",
    case: "the wired bus",
    body: { interface: "BidCos-Wired" },
    expect: { status: 200, body: { found: 2, central: "ccu-main" }, writes: [["searchDevices", "BidCos-Wired"]] },
  },
  { operation: "POST /install-mode/search", case: "a radio", body: { interface: "HmIP-RF" }, expect: WRONG },
  {
    operation: "GET /inbox",
    case: "all",
    expect: { status: 200, body: [{ address: NEWCOMER, model: "HmIP-XSC", central: "ccu-main" }] },
  },
];
