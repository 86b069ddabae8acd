/** Inbound webhooks. */
import type { Case } from "../case.ts";
import { DIMMER, STRANGER } from "../household.ts";
import { BAD, NOT_FOUND, UNREADY, WHICH } from "./support.ts";

const VALUE = "POST /webhook/value";
const PROGRAM = "POST /webhook/program";
const LEVEL = { address: `${DIMMER}:1`, parameter: "LEVEL", value: 1 };

export const webhookCases: Case[] = [
  {
    operation: VALUE,
    case: "a number",
    body: { ...LEVEL, priority: "critical" },
    expect: {
      status: 202,
      writes: [["setValue", "HmIP-RF", `${DIMMER}:1`, "LEVEL", { type: "FLOAT", value: 1 }, { priority: "critical" }]],
    },
  },
  {
    operation: VALUE,
    case: "the CCU named in the body",
    body: { ...LEVEL, central: "ccu-main" },
    expect: { status: 202 },
  },
  { operation: VALUE, case: "on a CCU that lacks it", body: { ...LEVEL, central: "ccu-attic" }, expect: NOT_FOUND },
  { operation: VALUE, case: "no channel address", body: { ...LEVEL, address: DIMMER }, expect: BAD },
  { operation: VALUE, case: "an empty address", body: { ...LEVEL, address: "" }, expect: BAD },
  {
    operation: VALUE,
    case: "out of range",
    body: { ...LEVEL, value: 1.01 },
    expect: { status: 400, code: "validation" },
  },
  { operation: VALUE, case: "unknown device", body: { ...LEVEL, address: `${STRANGER}:1` }, expect: NOT_FOUND },
  { operation: VALUE, case: "locked channel", body: { ...LEVEL, address: `${DIMMER}:2` }, expect: { status: 423 } },
  {
    operation: PROGRAM,
    case: "by its id",
    body: { program: "3001" },
    expect: { status: 202, writes: [["executeProgram", 3001, false]] },
  },
  {
    operation: PROGRAM,
    case: "by its name",
    body: { program: "Evening", central: "ccu-main" },
    expect: { status: 202, writes: [["executeProgram", 3001, false]] },
  },
  { operation: PROGRAM, case: "unknown", body: { program: "Nothing", central: "ccu-main" }, expect: NOT_FOUND },
  { operation: PROGRAM, case: "no name", body: { program: "" }, expect: BAD },
  { operation: PROGRAM, case: "which CCU?", unnamed: true, body: { program: "3001" }, expect: WHICH },
  {
    operation: PROGRAM,
    case: "while the CCU starts",
    world: "starting",
    body: { program: "3001", central: "ccu-main" },
    expect: UNREADY,
  },
];
