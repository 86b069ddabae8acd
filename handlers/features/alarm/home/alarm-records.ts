/** What the engine keeps in the store, with configurations read as it works with them. */
import type * as z from "zod";
import type { SiteStore } from "../../../ports/index.ts";
import {
  changeIncident,
  debitAcoustic,
  type IncidentRecord,
  nextIncidentId,
  openIncident,
  openIncidents,
  readIncident,
} from "../../../records/alarm-incidents.ts";
import { createJournalWriter, type JournalRecord } from "../../../records/alarm-journal.ts";
import { countBoot, readZoneState, removeZoneState, writeZoneState } from "../../../records/alarm-states.ts";
import {
  type NamedZone,
  readZones,
  type StoredOutput,
  type StoredSensor,
  type UnreadableRow,
} from "../../../records/alarm-zones.ts";
import { OUTPUT_CLASSES, OutputConfig } from "./config/output.ts";
import { SENSOR_TYPES, SensorConfig } from "./config/sensor.ts";
import { ZoneConfig } from "./config/zone.ts";
import type { ConfigFault, Output, Sensor, Zone } from "./config/zones.ts";
import type { JournalDraft } from "./machine/effects.ts";
import type { AlarmRecords, StoredIncident } from "./seams.ts";

const faultOf = ({ zone, what, row, reason }: UnreadableRow): ConfigFault => ({
  ...{ zone, id: row, reason },
  event: `${what}_config_unparseable`,
});

const oneOf = <T extends string>(all: readonly T[], text: string): text is T => all.includes(text as T);

/** What is wrong with a document of a configuration, by member; empty: nothing. */
export function configFaults(schema: z.ZodType, config: unknown): { field: string; reason: string }[] {
  const parsed = schema.safeParse(config ?? {});
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) => ({ field: ["config", ...path].join("."), reason: message }));
}

const reasonFor = (schema: z.ZodType, config: unknown): string =>
  configFaults(schema, config)
    .slice(0, 3)
    .map(({ field, reason }) => `${field}: ${reason}`)
    .join("; ");

function sensorOf(zone: string, row: StoredSensor): Sensor | ConfigFault {
  const { type, config, name = "", ...rest } = row;
  const fault = { zone, event: "sensor_config_unparseable", id: row.id } as const;
  if (type !== "" && !oneOf(SENSOR_TYPES, type))
    return { ...fault, reason: `${type.slice(0, 40)} is no type of sensor` };
  const parsed = SensorConfig.safeParse(config ?? {});
  return parsed.success
    ? { ...rest, type, name, config: parsed.data }
    : { ...fault, reason: reasonFor(SensorConfig, config) };
}

function outputOf(zone: string, row: StoredOutput): Output | ConfigFault {
  const { class: kind, config, name = "", ...rest } = row;
  const fault = { zone, event: "output_config_unparseable", id: row.id } as const;
  if (!oneOf(OUTPUT_CLASSES, kind)) return { ...fault, reason: `${kind.slice(0, 40)} is no class of output` };
  const parsed = OutputConfig.safeParse(config ?? {});
  return parsed.success
    ? { ...rest, class: kind, name, config: parsed.data }
    : { ...fault, reason: reasonFor(OutputConfig, config) };
}

const isFault = (row: object): row is ConfigFault => "event" in row;

/** A zone whose configuration cannot be read is left out as a whole: nothing in it could be armed. */
function zoneOf(stored: NamedZone, faults: ConfigFault[]): Zone[] {
  const { id, name, position, config } = stored;
  const parsed = ZoneConfig.safeParse(config ?? {});
  if (!parsed.success) {
    faults.push({ zone: id, event: "zone_config_unparseable", id, reason: reasonFor(ZoneConfig, config) });
    return [];
  }
  const good = <T extends object>(rows: (T | ConfigFault)[]): T[] =>
    rows.flatMap((row) => {
      if (!isFault(row)) return [row];
      faults.push(row);
      return [];
    });
  const sensors = good(stored.sensors.map((row) => sensorOf(id, row)));
  const outputs = good(stored.outputs.map((row) => outputOf(id, row)));
  return [{ id, name, position, config: parsed.data, sensors, outputs }];
}

const journalRecord = (draft: JournalDraft, atMs: number): JournalRecord => {
  const { actor, source, details, ...rest } = draft;
  return {
    ...{ at_ms: atMs, ...rest },
    ...(actor !== "" && { actor }),
    ...(source !== "" && { source }),
    ...(details && { details: { ...details } }),
  };
};

/** One for each home: numbers of the journal are counted here. */
export function createAlarmRecords(store: SiteStore): AlarmRecords {
  const append = createJournalWriter(store);
  const incidents = (record: IncidentRecord): StoredIncident => record as unknown as StoredIncident;
  return {
    async zones() {
      const { zones, unreadable } = await readZones(store);
      const faults = unreadable.map(faultOf);
      return { zones: zones.flatMap((zone) => zoneOf(zone, faults)), faults };
    },
    state: (zone) => readZoneState(store, zone),
    saveState: (zone, state) => writeZoneState(store, zone, state),
    removeState: (zone) => removeZoneState(store, zone),
    countBoot: () => countBoot(store),
    nextIncidentId: () => nextIncidentId(store),
    openIncident: (incident) => openIncident(store, { ...incident, cause: { ...incident.cause } }),
    async changeIncident(id, change) {
      await changeIncident(store, id, () => change);
    },
    async closeIncident(id, atMs, reason) {
      await changeIncident(store, id, () => ({ closed_at_ms: atMs, close_reason: reason }));
    },
    debitAcoustic: (id, seconds, mostS) => debitAcoustic(store, id, seconds, mostS),
    async incident(id) {
      const found = await readIncident(store, id);
      return found && incidents(found);
    },
    openIncidents: async () => (await openIncidents(store)).map(incidents),
    append: (entries, atMs) => append(entries.map((draft) => journalRecord(draft, atMs))),
  };
}
