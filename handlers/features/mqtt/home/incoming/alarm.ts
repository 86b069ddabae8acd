/** Orders to the alarm panel: `ARM_AWAY`, `DISARM` …, bare or with a code. The code is checked as the zone demands. */
import { unprocessable } from "../../../../kernel/problem.ts";
import type { RequestScope } from "../../../../kernel/request-scope.ts";
import { recordAudit } from "../../../../records/audit-log.ts";
import { MASTER } from "../../../alarm/describe-alarm.ts";
import type { Mode } from "../../../alarm/home/config/kinds.ts";
import { requireAlarm, requireZone } from "../../../alarm/home/running.ts";
import type { AlarmEngine, Outcome } from "../../../alarm/home/seams.ts";
import { granted } from "../../../alarm/home/use-cases/refuse.ts";
import { modeOfOrder } from "../alarm/panel.ts";
import { type CommandPayload, isMembers, membersOf } from "./payload.ts";

const SOURCE = "mqtt";
/** Characters of an order that is repeated in a refusal. */
const SHOWN = 40;

type Act = "disarm" | "silence" | "panic";
const ACTS: Readonly<Record<string, Act>> = { DISARM: "disarm", SILENCE: "silence", TRIGGER: "panic" };
type Order =
  | { readonly act: Act; readonly code?: string }
  | { readonly act: "arm"; readonly mode: Mode; readonly code?: string };

/** A code may come as a number: Home Assistant writes it as it was typed, others do not. @throws Refusal 422 */
function orderOf(payload: CommandPayload): Order {
  const members = isMembers(payload.value) ? membersOf(payload, ["action", "code"]) : { action: payload.text };
  const action = typeof members.action === "string" ? members.action.trim().toUpperCase() : "";
  const given = members.code;
  const code = typeof given === "number" ? String(given) : typeof given === "string" ? given : "";
  const withCode = code === "" ? {} : { code };
  const mode = modeOfOrder(action);
  if (mode !== undefined) return { act: "arm", mode, ...withCode };
  const act = Object.hasOwn(ACTS, action) ? ACTS[action] : undefined;
  if (act === undefined) throw unprocessable(`${action.slice(0, SHOWN)} is no order to an alarm panel`);
  return { act, ...withCode };
}

function obey(engine: AlarmEngine, zone: string, order: Order): Promise<Outcome<unknown>> {
  const intent = { zone, source: SOURCE, actor: SOURCE, ...(order.code === undefined ? {} : { code: order.code }) };
  switch (order.act) {
    case "arm":
      return engine.arm({ ...intent, mode: order.mode });
    case "disarm":
      return engine.disarm(intent);
    case "silence":
      return engine.silence(intent);
    case "panic":
      return engine.panic({ ...intent, silent: false });
  }
}

/** Which zones an order to all of them means: those that have the mode, or every one. */
function zonesOf(engine: AlarmEngine, order: Order): string[] {
  return engine
    .status()
    .filter(({ zone }) => order.act !== "arm" || zone.config.modes[order.mode] !== undefined)
    .map(({ zone }) => zone.id);
}

/**
 * To all zones: each is tried, whatever becomes of another; the first refusal is told.
 * @throws Refusal 422 for what is no order, 400 403 404 409 503 as the engine refuses
 */
export async function orderAlarm(scope: RequestScope, zone: string, payload: CommandPayload): Promise<void> {
  const { engine } = requireAlarm(scope);
  const order = orderOf(payload);
  const zones =
    zone === MASTER && engine.zone(MASTER) === undefined ? zonesOf(engine, order) : [requireZone(scope, zone).zone.id];
  const done = await Promise.allSettled(zones.map((one) => granted(one, obey(engine, one, order))));
  const audited = order.act === "arm" ? `arm mode=${order.mode}` : order.act;
  for (const [at, one] of zones.entries())
    if (done[at]?.status === "fulfilled")
      await recordAudit(scope, scope.identity, { action: `alarm_${order.act}`, note: `zone=${one} ${audited}` });
  const refused = done.find((one) => one.status === "rejected");
  if (refused) throw refused.reason;
}
