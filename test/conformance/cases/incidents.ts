/** What went wrong at home, and which configuration was written. */
import assert from "node:assert/strict";
import type { CommandErrorCode } from "../../../handlers/kernel/command.ts";
import type { CommandCase } from "../case.ts";
import type { World } from "../world.ts";

const FAILS: CommandErrorCode[] = ["internal_error"];

/** `not_found` and `not_implemented` are what the contract's daemon answers that has none of this; here it is there. */
export const INCIDENT_ERRORS: Readonly<Record<string, readonly CommandErrorCode[]>> = {
  "change_history.clear": ["forbidden", ...FAILS],
  "change_history.list": ["bad_request", ...FAILS],
  "incidents.clear": ["forbidden", ...FAILS],
  "incidents.get": FAILS,
  "incidents.list": FAILS,
};
/** Answered from what is kept at home. */
export const INCIDENTS_WITHOUT_CCU: readonly string[] = Object.keys(INCIDENT_ERRORS);

const incident = (id: string, when: string) => ({
  ...{
    id,
    when,
    component: "ccu-main/HmIP-RF",
    severity: "error",
    summary: "the connection to the interface was lost",
  },
});
const troubled = async ({ store }: World) => {
  await store.put("incident", "ccu-main/1", incident("1", "2026-01-01T10:00:00.000Z"));
  await store.put("incident", "ccu-main/2", incident("2", "2026-01-01T11:00:00.000Z"));
};

export const incidentSuccesses: CommandCase[] = [
  ...["incidents.list", "incidents.get"].map(
    (command): CommandCase => ({
      command,
      case: "newest first",
      given: troubled,
      args: {},
      expect: { data: { incidents: [{ id: "2" }, { id: "1", component: "ccu-main/HmIP-RF" }] } },
    }),
  ),
  { command: "incidents.clear", case: "forgets", given: troubled, args: {}, expect: { data: { success: true } } },
  {
    command: "change_history.list",
    case: "nothing was written",
    args: { limit: 0, channel_address: "" },
    expect: { data: ({ entries }: { entries: unknown[] }) => assert.deepEqual(entries, []) },
  },
  { command: "change_history.clear", case: "begins anew", args: {}, expect: { data: { success: true } } },
];
export const incidentOthers: CommandCase[] = [
  {
    command: "incidents.list",
    case: "a home that is well",
    expect: { data: ({ incidents }: { incidents: unknown[] }) => assert.deepEqual(incidents, []) },
  },
];
