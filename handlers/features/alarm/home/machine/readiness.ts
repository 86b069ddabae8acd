/** Whether a zone could be armed now, and why not (facts 1.7). */
import { MODES, type Mode } from "../config/kinds.ts";
import type { ZoneConfig } from "../config/zone.ts";
import type { Sensor, Zone } from "../config/zones.ts";
import { type Draft, isMember } from "./draft.ts";
import type { ModeReadiness, Readiness, SensorReading, SensorView } from "./types.ts";

type Concern = keyof ZoneConfig["blockers"];

/** A sensor of which nothing is known counts as one that does not answer. */
function concernsOf({ config }: Sensor, reading: SensorReading): readonly Concern[] {
  const found: Concern[] = [];
  if (reading.active === true && !config.allow_open_after_arming) found.push("open");
  if (!reading.reachable || reading.active === null) found.push("unreachable");
  if (reading.sabotage) found.push("sabotage");
  if (reading.low_battery) found.push("low_battery");
  return found;
}

/** The worst that a sensor means for arming. */
function verdictOn(zone: Zone, sensor: Sensor, reading: SensorReading): "block" | "warn" | "ignore" {
  const verdicts = concernsOf(sensor, reading).map((concern) => zone.config.blockers[concern]);
  return verdicts.includes("block") ? "block" : verdicts.includes("warn") ? "warn" : "ignore";
}

/** Members of a mode that would block it, whatever was bypassed. Ids, sorted. */
export function blockersOf(zone: Zone, mode: Mode, view: SensorView): { blocked: string[]; autoBypassed: string[] } {
  const blocking = zone.sensors.filter(
    (sensor) => isMember(sensor, mode) && verdictOn(zone, sensor, view.reading(sensor.id)) === "block",
  );
  const idsOf = (auto: boolean) =>
    blocking
      .filter((s) => s.config.bypass_auto === auto)
      .map(({ id }) => id)
      .sort();
  return { blocked: idsOf(false), autoBypassed: idsOf(true) };
}

/** What would block the mode that is being armed, or armed again. Bypassed sensors do not. */
export function openBlockers(draft: Draft): readonly string[] {
  const { mode, context, bypass } = draft.saved;
  const target = mode ?? context.rearm_mode;
  if (target === null || draft.zone.config.modes[target] === undefined) return [];
  return blockersOf(draft.zone, target, draft.at.view).blocked.filter((id) => !bypass.includes(id));
}
export function modeReadiness(zone: Zone, mode: Mode, view: SensorView, bypass: readonly string[]): ModeReadiness {
  const blockers = new Set<string>();
  const warnings = new Set<string>();
  for (const sensor of zone.sensors) {
    if (!isMember(sensor, mode)) continue;
    const verdict = verdictOn(zone, sensor, view.reading(sensor.id));
    if (bypass.includes(sensor.id)) warnings.add(sensor.id);
    else if (verdict === "block" && !sensor.config.bypass_auto) blockers.add(sensor.id);
    else if (verdict !== "ignore") warnings.add(sensor.id);
  }
  return { ready: blockers.size === 0, blockers: [...blockers].sort(), warnings: [...warnings].sort() };
}

/** Of every configured mode. */
export const readinessOf = (zone: Zone, view: SensorView, bypass: readonly string[]): Readiness =>
  Object.fromEntries(
    MODES.filter((mode) => zone.config.modes[mode] !== undefined).map((mode) => [
      mode,
      modeReadiness(zone, mode, view, bypass),
    ]),
  );

const sameIds = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id, at) => id === b[at]);
export function sameReadiness(a: Readiness, b: Readiness): boolean {
  const modes = Object.keys(a) as Mode[];
  if (modes.length !== Object.keys(b).length) return false;
  return modes.every((mode) => {
    const [left, right] = [a[mode], b[mode]];
    return left && right && sameIds(left.blockers, right.blockers) && sameIds(left.warnings, right.warnings);
  });
}
