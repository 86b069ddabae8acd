import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { inboxListCommands } from "../../../handlers/features/hub/commands/inbox.ts";
import { installModeCommands } from "../../../handlers/features/hub/commands/install-mode.ts";
import { messagesCommands } from "../../../handlers/features/hub/commands/messages.ts";
import { programsCommands } from "../../../handlers/features/hub/commands/programs.ts";
import { sysvarsCommands } from "../../../handlers/features/hub/commands/sysvars.ts";
import { hubOperations } from "../../../handlers/features/hub/operations/hub.ts";
import { inboxOperations } from "../../../handlers/features/hub/operations/inbox.ts";
import { installModeOperations } from "../../../handlers/features/hub/operations/install-mode.ts";
import {
  alarmMessagesOperations,
  serviceMessagesOperations,
} from "../../../handlers/features/hub/operations/messages.ts";
import { programsOperations } from "../../../handlers/features/hub/operations/programs.ts";
import { functionsOperations, roomsOperations } from "../../../handlers/features/hub/operations/rooms.ts";
import { sysvarsOperations } from "../../../handlers/features/hub/operations/sysvars.ts";
import { systemCommands } from "../../../handlers/features/system/commands/system.ts";
import { configOperations } from "../../../handlers/features/system/operations/config.ts";
import { infoOperations } from "../../../handlers/features/system/operations/info.ts";
import { interfacesOperations } from "../../../handlers/features/system/operations/interfaces.ts";
import { systemOperations } from "../../../handlers/features/system/operations/system.ts";
import type { Operation } from "../../../handlers/kernel/operation.ts";
import type { Hub } from "../../../handlers/model/types.ts";
import { dimmer } from "../../support/devices.ts";
import { message, program, sysvar } from "../../support/hub.ts";
import { call, createTestSite, request } from "../../support/site.ts";

const operations = [
  ...alarmMessagesOperations,
  ...configOperations,
  ...functionsOperations,
  ...hubOperations,
  ...inboxOperations,
  ...infoOperations,
  ...installModeOperations,
  ...interfacesOperations,
  ...programsOperations,
  ...roomsOperations,
  ...serviceMessagesOperations,
  ...systemOperations,
  ...sysvarsOperations,
];
const commands = [
  ...inboxListCommands,
  ...installModeCommands,
  ...messagesCommands,
  ...programsCommands,
  ...systemCommands(() => []),
  ...sysvarsCommands,
];

const sites = { none: siteOf("none"), one: siteOf("one"), several: siteOf("several") };
const homes = fc.constantFrom("none", "one", "several");

function siteOf(homes: "none" | "one" | "several") {
  const centrals = { none: [], one: ["a"], several: ["a", "b"] }[homes];
  const site = createTestSite({
    centrals,
    ccu: { sysvarUsage: () => [], searchDevices: () => 0, executeProgram: () => true },
  });
  for (const central of centrals)
    site.putHub(central, {
      programs: [program(7, "P")],
      sysvars: [sysvar(1001, "S", { type: "FLOAT", value: 1, min: 0, max: 5 })],
      alarmMessages: [message(11, "A")],
      serviceMessages: [message(21, "AL-0001AAAA000001:0.UNREACH", { quittable: true })],
      rooms: [{ id: 1, name: "R", channels: [] }],
      functions: [{ id: 2, name: "R", channels: [] }],
    } satisfies Partial<Hub>);
  site.putDevices(dimmer({ central: "a" }));
  return site;
}

const members = [
  "name",
  "new_name",
  "value",
  "value_type",
  "value_list",
  "min",
  "max",
  "unit",
  "description",
  "channel_address",
  "active",
  "seconds",
  "interface",
  "interface_id",
  "duration_seconds",
  "sgtin",
  "key",
  "device_address",
  "central",
  "central_name",
  "channel",
  "parameter",
  "id",
  "event",
  "properties",
  "check_conditions",
  "__proto__x",
  "is_visible",
];
const atom = fc.oneof(
  fc.constantFrom<unknown>(
    "",
    "a",
    "b",
    "7",
    "11",
    "21",
    "S",
    "R",
    "HmIP-RF",
    "BidCos-RF",
    "FLOAT",
    "ENUM",
    "\u0000",
    "x".repeat(300),
    0,
    -1,
    1.5,
    1e308,
    null,
    true,
    false,
  ),
  fc.string(),
  fc.integer(),
  fc.jsonValue({ maxDepth: 2 }),
);
const body = fc.oneof(fc.dictionary(fc.constantFrom(...members), atom, { maxKeys: 6 }), fc.jsonValue({ maxDepth: 3 }));
const segment = fc.oneof(
  fc.constantFrom("7", "11", "21", "S", "R", "a-HmIP-RF", "constructor", "__proto__"),
  fc.string({ minLength: 1 }),
);
const query = fc.oneof(
  fc.constantFrom("", "central=a", "central=b", "central=x", "page=-1&per_page=1e9", "page=2&page=3"),
  fc.webQueryParameters(),
);

test("whatever is sent, an operation answers with a declared status, and never fails by itself", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(operations.length - 1),
      homes,
      segment,
      query,
      body,
      async (index, home, part, search, sent) => {
        const { spec } = operations[index] as Operation;
        const site = sites[home];
        const params: Record<string, string> = {};
        for (const name of Object.keys(spec.params ?? {})) params[name] = part;
        // `request` throws for an undeclared status, an undeclared body, or an error that is no refusal
        const reply = await request(site, operations, spec.method, spec.path, {
          params,
          query: search,
          ...(spec.body ? { body: sent } : {}),
        });
        assert.notEqual(reply.status, 500);
        if (reply.status >= 400 && spec.path !== "/events") assert.ok(reply.body.code, `${spec.method} ${spec.path}`);
      },
    ),
    { numRuns: 1500 },
  );
});

test("whatever is sent, a command answers with its result or a code, never internal_error", async () => {
  const names = fc.constantFrom(...commands.map(({ spec }) => spec.name));
  await fc.assert(
    fc.asyncProperty(names, homes, body, async (name, home, args) => {
      const result = await call(sites[home], commands, name, args);
      if ("error" in result) assert.notEqual(result.error.code, "internal_error", `${name} ${result.error.message}`);
    }),
    { numRuns: 1500 },
  );
});
