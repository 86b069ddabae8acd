/** Zones, their sensors and their outputs are made, changed and removed; the engine reads them anew at once. */
import type { Identity } from "../../../../kernel/identity.ts";
import { badRequest, conflict, type FieldError, unprocessable } from "../../../../kernel/problem.ts";
import type { RequestScope } from "../../../../kernel/request-scope.ts";
import { nameFault } from "../../../../model/storable-text.ts";
import { readZoneRecord, readZones, type ZoneRecord } from "../../../../records/alarm-zones.ts";
import { recordAudit } from "../../../../records/audit-log.ts";
import { changeRecord } from "../../../../records/change-record.ts";
import { withMutex } from "../../../shared/keyed-mutex.ts";
import { ZONES_LIMIT } from "../../schemas/limits.ts";
import type { AlarmOutputRequest, AlarmSensorRequest, AlarmZone, AlarmZoneRequest } from "../../schemas/zones.ts";
import { deviceAddressOf, findTarget } from "../../targets.ts";
import { configFaults } from "../alarm-records.ts";
import { OutputConfig } from "../config/output.ts";
import { SensorConfig } from "../config/sensor.ts";
import { ZoneConfig } from "../config/zone.ts";
import { noZone, requireAlarm } from "../running.ts";

/** Ids are unique in the whole home, so everything that could break that comes one after the other. */
const inTurn = <T>(scope: RequestScope, work: () => Promise<T>): Promise<T> =>
  withMutex(scope, "the alarm panel's configuration", work);

const refuseFields = (errors: FieldError[]): void => {
  const [first] = errors;
  if (first) throw unprocessable(`${first.field}: ${first.reason}`, "Validation failed", errors.slice(0, 50));
};

/** Told in the journal and the audit log, and to everything that knows the zones. */
async function changed(scope: RequestScope, who: Identity, event: string, zone: string, note = ""): Promise<void> {
  const { engine, reload } = requireAlarm(scope);
  await recordAudit(scope, who, { action: "alarm_config_change", note: `${event} zone=${zone}${note}` });
  await engine.journal({ zone_id: zone, class: "config", event, source: "rest", actor: who.subject });
  await reload();
}

async function change(scope: RequestScope, id: string, make: (zone: ZoneRecord) => ZoneRecord): Promise<void> {
  await changeRecord<unknown>(
    scope.store,
    "alarm-zone",
    id,
    (found) => {
      const zone = found === undefined ? undefined : readZoneRecord(id, found).zone;
      if (!zone) throw noZone(id);
      return make(zone);
    },
    () => conflict("the zone is being changed by others"),
  );
}

const answerOf = (id: string, { name, position, config }: ZoneRecord): AlarmZone => ({
  ...{ id, name, position },
  ...(config && { config }),
});

/** @throws Refusal 400 at the limit, 422, 503 */
export async function createZone(scope: RequestScope, who: Identity, wish: AlarmZoneRequest): Promise<AlarmZone> {
  requireAlarm(scope);
  refuseFields(configFaults(ZoneConfig, wish.config));
  const { name, position = 0, config } = wish;
  return inTurn(scope, async () => {
    const { items } = await scope.store.list("alarm-zone", { limit: ZONES_LIMIT });
    if (items.length >= ZONES_LIMIT) throw badRequest(`there are ${ZONES_LIMIT} zones; remove one first`);
    const id = scope.secrets.uuid();
    const zone: ZoneRecord = { name, position, ...(config && { config }), sensors: [], outputs: [] };
    await scope.store.put("alarm-zone", id, zone, { ifVersion: 0 });
    await changed(scope, who, "zone_created", id, ` name=${name}`);
    return answerOf(id, zone);
  });
}

/** What is absent stays. @throws Refusal 404, 422, 503 */
export async function updateZone(
  scope: RequestScope,
  who: Identity,
  id: string,
  { name, position, config }: AlarmZoneRequest,
): Promise<void> {
  requireAlarm(scope);
  refuseFields(configFaults(ZoneConfig, config));
  await inTurn(scope, async () => {
    await change(scope, id, (zone) => ({
      ...{ ...zone, name, position: position ?? zone.position },
      ...(config && { config }),
    }));
    await changed(scope, who, "zone_changed", id, ` name=${name}`);
  });
}

/** With its sensors and outputs. @throws Refusal 404, 409 unless it is disarmed, 503 */
export async function deleteZone(scope: RequestScope, who: Identity, id: string): Promise<void> {
  const { engine } = requireAlarm(scope);
  await inTurn(scope, async () => {
    const state = engine.zone(id)?.state ?? "disarmed";
    if (state !== "disarmed") throw conflict(`the zone is ${state}; disarm it first`, "Zone in use");
    if (!(await scope.store.delete("alarm-zone", id))) throw noZone(id);
    await changed(scope, who, "zone_removed", id);
  });
}

/** Ids that rows bring are theirs alone; the others get one. @throws Refusal 422 */
async function identified<T extends { id?: string | undefined }>(
  scope: RequestScope,
  zone: string,
  list: "sensors" | "outputs",
  rows: readonly T[],
): Promise<(T & { id: string })[]> {
  const { zones } = await readZones(scope.store);
  const taken = new Set(zones.filter(({ id }) => id !== zone).flatMap((one) => one[list].map(({ id }) => id)));
  const faults: FieldError[] = [];
  const all = rows.map((row, at) => {
    const id = row.id === undefined || row.id === "" ? scope.secrets.uuid() : row.id;
    if (taken.has(id)) faults.push({ field: `${at}.id`, reason: "is the id of another one already" });
    taken.add(id);
    return { ...row, id };
  });
  refuseFields(faults);
  return all;
}

const within = (at: number, faults: readonly FieldError[]): FieldError[] =>
  faults.map(({ field, reason }) => ({ field: `${at}.${field}`, reason: reason ?? "" }));

/** Without members that were not given: what is stored is what was written. */
const given = <T extends object>(row: T): T =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as T;

/** All of them at once: who is not in the list is gone. @throws Refusal 404, 422, 503 */
export async function replaceSensors(
  scope: RequestScope,
  who: Identity,
  zone: string,
  wish: readonly AlarmSensorRequest[],
): Promise<void> {
  requireAlarm(scope);
  refuseFields(wish.flatMap(({ config }, at) => within(at, configFaults(SensorConfig, config))));
  await inTurn(scope, async () => {
    const sensors = (await identified(scope, zone, "sensors", wish)).map(given);
    await change(scope, zone, (found) => ({ ...found, sensors }));
    await changed(scope, who, "sensors_changed", zone, ` sensors=${sensors.length}`);
  });
}

const DEVICELESS: ReadonlySet<string> = new Set(["notification", "sysvar_mirror"]);

function outputFaults({ class: kind, central, channel_address, config }: AlarmOutputRequest): FieldError[] {
  const faults: FieldError[] = configFaults(OutputConfig, config);
  if (!DEVICELESS.has(kind) && channel_address === "")
    faults.push({ field: "channel_address", reason: "is missing: this class needs a device" });
  if (kind !== "notification" && central === "") faults.push({ field: "central", reason: "is missing" });
  const name = config?.sysvar_name;
  if (kind === "sysvar_mirror" && (typeof name !== "string" || name === ""))
    faults.push({ field: "config.sysvar_name", reason: "is missing: which variable?" });
  const unfit = kind === "sysvar_mirror" && typeof name === "string" ? nameFault(name) : undefined;
  if (unfit !== undefined) faults.push({ field: "config.sysvar_name", reason: unfit });
  return faults;
}

/**
 * A channel that is known and cannot carry its class is refused, by what it can be. One that is not known is not: a CCU that
 * is away must not keep anybody from saving.
 */
async function channelFaults(
  { home }: Pick<RequestScope, "home">,
  { class: kind, central, channel_address: address }: AlarmOutputRequest,
): Promise<FieldError[]> {
  if (DEVICELESS.has(kind) || address === "") return [];
  const devices = await home.devicesAt(deviceAddressOf(address));
  const device = devices.find((one) => one.central === central);
  if (!device?.channels.some((channel) => channel.address === address)) return [];
  const classes: readonly string[] = findTarget(device, address)?.classes ?? [];
  if (classes.includes(kind)) return [];
  const able = classes.length === 0 ? "it can be no output of a device" : `it can be ${classes.join(", ")}`;
  return [{ field: "class", reason: `${address} cannot be ${kind}: ${able}` }];
}

/** @throws as {@link replaceSensors} */
export async function replaceOutputs(
  scope: RequestScope,
  who: Identity,
  zone: string,
  wish: readonly AlarmOutputRequest[],
): Promise<void> {
  requireAlarm(scope);
  refuseFields(wish.flatMap((output, at) => within(at, outputFaults(output))));
  const unable = await Promise.all(wish.map(async (output, at) => within(at, await channelFaults(scope, output))));
  refuseFields(unable.flat());
  await inTurn(scope, async () => {
    const outputs = (await identified(scope, zone, "outputs", wish)).map(given);
    await change(scope, zone, (found) => ({ ...found, outputs }));
    await changed(scope, who, "outputs_changed", zone, ` outputs=${outputs.length}`);
  });
}
