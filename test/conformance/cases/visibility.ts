/** Parameters that somebody wants to see although they are hidden by default. */

import assert from "node:assert/strict";
import { idAt } from "../../support/device-ids.ts";
import type { Case } from "../case.ts";
import { DIMMER } from "../household.ts";
import type { World } from "../world.ts";
import { BAD, UNREADY, WHICH } from "./support.ts";

const GET = "GET /visibility/unignore";
const PUT = "PUT /visibility/unignore";
const CANDIDATES = "GET /visibility/unignore/candidates";
const MAIN = "ccu-main";

const visible = async ({ home }: World, parameter: string) => {
  const channel = (await home.device(idAt(DIMMER)))?.channels.find(({ number }) => number === 1);
  return (channel?.values.get(parameter) ?? channel?.master.get(parameter))?.visible;
};
const kept = ({ store }: World) =>
  store.put("unignore", MAIN, {
    patterns: [{ pattern: "RAMP_STOP", updated_at: "2026-01-01T00:00:00.000Z", updated_by: "anna" }],
  });
const wish = (...patterns: string[]) => ({ central_name: MAIN, patterns });

export const visibilityCases: Case[] = [
  {
    operation: GET,
    case: "nothing is un-ignored",
    expect: { status: 200, body: { centrals: [{ central_name: MAIN, patterns: [] }] } },
  },
  {
    operation: GET,
    case: "what was stored",
    given: async (world) => void (await kept(world)),
    expect: { status: 200, body: { centrals: [{ patterns: [{ pattern: "RAMP_STOP", updated_by: "anna" }] }] } },
  },
  { operation: GET, case: "of each CCU", unnamed: true, expect: { status: 200, body: { centrals: [{}, {}] } } },
  { operation: GET, case: "before any CCU is known", world: "empty", expect: { status: 200, body: { centrals: [] } } },
  {
    operation: PUT,
    case: "takes effect at once",
    body: wish("HmIP-XDT:1:RAMP_STOP", "CYCLIC_INFO_MSG:MASTER@HmIP-XDT:1", "# of mine", "RAMP_STOP"),
    expect: {
      status: 200,
      body: { applied_count: 3, affected_devices: 1, patterns: [{}, {}, { pattern: "RAMP_STOP" }] },
      after: async (world) => {
        assert.equal(await visible(world, "RAMP_STOP"), true);
        assert.equal(await visible(world, "CYCLIC_INFO_MSG"), true);
        assert.equal(await visible(world, "DIM_MIN"), false);
      },
    },
  },
  {
    operation: PUT,
    case: "lines that cannot be read are told, the others apply",
    body: wish("RAMP_STOP", "A:B", "X:MASTER@all:1"),
    expect: {
      status: 200,
      body: (body: { applied_count: number; parse_errors: string[] }) => {
        assert.equal(body.applied_count, 1);
        assert.equal(body.parse_errors.length, 2);
      },
    },
  },
  {
    operation: PUT,
    case: "ends what is left out",
    given: async (world) => void (await kept(world)),
    body: wish(),
    expect: { status: 200, body: { applied_count: 0, patterns: [] } },
  },
  { operation: PUT, case: "no CCU", body: { central_name: "", patterns: [] }, expect: BAD },
  { operation: PUT, case: "an unknown CCU", body: { central_name: "nowhere", patterns: [] }, expect: WHICH },
  { operation: PUT, case: "no patterns", body: { central_name: MAIN }, expect: BAD },
  { operation: PUT, case: "before any CCU is known", world: "empty", body: wish("RAMP_STOP"), expect: UNREADY },
  {
    operation: CANDIDATES,
    case: "of values",
    expect: {
      status: 200,
      body: ({ candidates, include_master }: { candidates: string[]; include_master: boolean }) => {
        assert.equal(include_master, false);
        assert.deepEqual(candidates, [...candidates].sort());
        assert.ok(!candidates.some((line) => line.includes(":MASTER@")));
      },
    },
  },
  {
    operation: CANDIDATES,
    case: "of configuration, too",
    query: "include_master=true",
    expect: {
      status: 200,
      body: ({ candidates }: { candidates: string[] }) =>
        assert.ok(candidates.includes("CYCLIC_INFO_MSG:MASTER@HmIP-XDT:1")),
    },
  },
];
