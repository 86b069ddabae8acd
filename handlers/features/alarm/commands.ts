/** WebSocket commands of the alarm panel. `area_id` is what `zone_id` was called before (contract). */
import * as z from "zod";
import { type Command, command } from "../../kernel/command.ts";
import type { Identity } from "../../kernel/identity.ts";
import { badRequest } from "../../kernel/problem.ts";
import { after } from "../shared/done.ts";
import { AlarmPanels, AlarmReadiness, AlarmStates, AlarmWalkTestStatus } from "./answers/state.ts";
import { createCode, deleteCode, listCodes, updateCode } from "./home/use-cases/codes.ts";
import { acknowledgeZone, armZone, disarmZone, silenceAll, silenceZone } from "./home/use-cases/control.ts";
import { readJournal, readWalkTest } from "./home/use-cases/read.ts";
import { readPanels, readReadiness, readStates } from "./read-zones.ts";
import { AlarmCode, AlarmCodeRequest, AlarmCodes, CodeId } from "./schemas/codes.ts";
import { AlarmArmAccepted, armMembers, EnteredCode } from "./schemas/control.ts";
import { AlarmJournal, JOURNAL_ARGUMENTS } from "./schemas/journal.ts";
import { ALARM_ID_LIMIT } from "./schemas/limits.ts";

const ZoneName = z.string().max(ALARM_ID_LIMIT).optional();
const Zone = { zone_id: ZoneName, area_id: ZoneName };

/** @throws Refusal 400 where neither name is given */
function zoneOf({ zone_id, area_id }: { zone_id?: string | undefined; area_id?: string | undefined }): string {
  const zone = zone_id || area_id;
  if (!zone) throw badRequest("zone_id is missing");
  return zone;
}

const here = { category: "alarm_panel", role: "viewer", served: "here" } as const;
const read = { category: "alarm_panel", role: "viewer", served: "home" } as const;
const change = { category: "alarm_panel", role: "operator", served: "home" } as const;
const by = ({ identity }: { identity: Identity }) => ({ who: identity, source: "ws-operator" }) as const;
const withCode = z.object({ ...Zone, code: EnteredCode.optional() });

const stateCommands: Command[] = [
  command(
    {
      ...here,
      name: "alarm_panel.state",
      summary: "Every zone as it is now",
      args: z.object({}),
      result: AlarmStates,
      rest: "GET /alarm/state",
    },
    async (scope) => ({ zones: await readStates(scope) }),
  ),
  command(
    {
      ...here,
      name: "alarm_panel.panels",
      summary: "Zones as Home Assistant shows them",
      args: z.object({}),
      result: z.strictObject({ panels: AlarmPanels }),
      rest: "GET /alarm/panels",
    },
    async (scope) => ({ panels: await readPanels(scope) }),
  ),
  command(
    {
      ...here,
      name: "alarm_panel.readiness",
      summary: "Which modes a zone can be armed in",
      args: z.object(Zone),
      result: z.strictObject({ zone_id: z.string(), readiness: AlarmReadiness }),
      rest: "GET /alarm/zones/{id}/readiness",
    },
    async (scope) => {
      const zone = zoneOf(scope.args);
      return { zone_id: zone, readiness: await readReadiness(scope, zone) };
    },
  ),
  command(
    {
      ...read,
      name: "alarm_panel.journal",
      summary: "What happened, newest first",
      args: z.object({ ...Zone, ...JOURNAL_ARGUMENTS }),
      result: z.strictObject({ entries: AlarmJournal }),
      rest: "GET /alarm/journal",
    },
    async ({ args: { zone_id, area_id, ...wish }, ...scope }) => ({
      entries: await readJournal(scope, { ...wish, zone: zone_id || area_id }),
    }),
  ),
  command(
    {
      ...read,
      name: "alarm_panel.walktest_status",
      summary: "Which sensors a walk test has heard of",
      args: z.object(Zone),
      result: AlarmWalkTestStatus,
      rest: "GET /alarm/zones/{id}/walktest",
    },
    (scope) => readWalkTest(scope, zoneOf(scope.args)),
  ),
];

const ofZone = <const Done extends string>(done: Done) =>
  z.strictObject({ [done]: z.literal(true), zone_id: z.string() } as Record<Done, z.ZodLiteral<true>> & {
    zone_id: z.ZodString;
  });

const controlCommands: Command[] = [
  command(
    {
      ...change,
      name: "alarm_panel.arm",
      summary: "Arm a zone",
      args: z.object({ ...Zone, ...armMembers }),
      result: AlarmArmAccepted,
      rest: "POST /alarm/zones/{id}/arm",
    },
    ({ args: { zone_id, area_id, ...wish }, ...scope }) =>
      armZone(scope, by(scope), zoneOf({ zone_id, area_id }), wish),
  ),
  command(
    {
      ...change,
      name: "alarm_panel.disarm",
      summary: "Disarm a zone; what sounds is silenced",
      args: withCode,
      result: ofZone("disarmed"),
      rest: "POST /alarm/zones/{id}/disarm",
    },
    (scope) => {
      const zone_id = zoneOf(scope.args);
      return after(disarmZone(scope, by(scope), zone_id, scope.args.code), { disarmed: true as const, zone_id });
    },
  ),
  command(
    {
      ...change,
      name: "alarm_panel.silence",
      summary: "Silence what sounds",
      args: withCode,
      result: ofZone("silenced"),
      rest: "POST /alarm/zones/{id}/silence",
    },
    (scope) => {
      const zone_id = zoneOf(scope.args);
      return after(silenceZone(scope, by(scope), zone_id, scope.args.code), { silenced: true as const, zone_id });
    },
  ),
  command(
    {
      ...change,
      name: "alarm_panel.acknowledge",
      summary: "Somebody has taken note of the incident",
      args: withCode,
      result: ofZone("acknowledged"),
      rest: "POST /alarm/zones/{id}/acknowledge",
    },
    (scope) => {
      const zone_id = zoneOf(scope.args);
      return after(acknowledgeZone(scope, by(scope), zone_id), { acknowledged: true as const, zone_id });
    },
  ),
  command(
    {
      ...change,
      name: "alarm_panel.silence_all",
      summary: "Silence everything",
      args: z.object({}),
      result: z.strictObject({ silenced: z.literal(true) }),
      rest: "POST /alarm/silence-all",
    },
    (scope) => after(silenceAll(scope, by(scope)), { silenced: true as const }),
  ),
];

const codeCommands: Command[] = [
  command(
    {
      ...change,
      name: "alarm_panel.codes_list",
      summary: "Who may arm, disarm and silence; PINs are not told",
      args: z.object({}),
      result: z.strictObject({ codes: AlarmCodes }),
      rest: "GET /alarm/codes",
    },
    async (scope) => ({ codes: await listCodes(scope) }),
  ),
  command(
    {
      ...change,
      name: "alarm_panel.codes_create",
      summary: "Make a PIN, or bind a keypad's slot or a remote's key",
      args: z.object({ code: AlarmCodeRequest }),
      result: AlarmCode,
      rest: "POST /alarm/codes",
    },
    (scope) => createCode(scope, scope.identity, scope.args.code, "ws"),
  ),
  command(
    {
      ...change,
      name: "alarm_panel.codes_update",
      summary: "Change a code; without `pin` the one that is stored stays",
      args: z.object({ id: CodeId, code: AlarmCodeRequest }),
      result: AlarmCode,
      rest: "PUT /alarm/codes/{id}",
    },
    (scope) => updateCode(scope, scope.identity, scope.args.id, scope.args.code, "ws"),
  ),
  command(
    {
      ...change,
      name: "alarm_panel.codes_delete",
      summary: "Remove a code",
      args: z.object({ id: CodeId }),
      result: z.strictObject({ deleted: z.literal(true), id: z.string() }),
      rest: "DELETE /alarm/codes/{id}",
    },
    (scope) =>
      after(deleteCode(scope, scope.identity, scope.args.id, "ws"), { deleted: true as const, id: scope.args.id }),
  ),
];

export const alarmCommands: Command[] = [...stateCommands, ...controlCommands, ...codeCommands];
