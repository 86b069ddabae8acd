/** Zones, their sensors and their outputs, as clients write and read them. Ids are the contract's component names. */
import * as z from "zod";
import { ADDRESS_LIMIT } from "../../shared/parameters.ts";
import {
  ALARM_ID_LIMIT,
  ALARM_NAME_LIMIT,
  OUTPUTS_LIMIT,
  ROW_CONFIG_LIMIT,
  SENSORS_LIMIT,
  ZONE_CONFIG_LIMIT,
} from "./limits.ts";
import { OutputClass, SensorType } from "./vocabulary.ts";

export const ZoneId = z.string().min(1).max(ALARM_ID_LIMIT).meta({ description: "Id of the zone" });
export const OutputId = z.string().min(1).max(ALARM_ID_LIMIT).meta({ description: "Id of the output" });

/** A document of its own: what it may hold is decided by the engine (home/config). */
const document = (limit: number) =>
  z
    .record(z.string(), z.unknown())
    .refine((config) => JSON.stringify(config).length <= limit, `may have at most ${limit} characters of JSON`);

export const AlarmZoneConfig = z
  .record(z.string(), z.unknown())
  .meta({ id: "AlarmZoneConfig", description: "Modes, delays, what blocks arming, codes, schedules (docs/alarm.md)" });

export const AlarmZone = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    position: z.int().optional().meta({ description: "Place in lists" }),
    config: AlarmZoneConfig.optional(),
  })
  .meta({ id: "AlarmZone", description: "A part of the home that is armed as one" });
export type AlarmZone = z.infer<typeof AlarmZone>;

const Id = z
  .string()
  .max(ALARM_ID_LIMIT)
  .regex(/^[^\p{Cc}/]*$/u, "has control characters or a slash");
const Name = z
  .string()
  .trim()
  .max(ALARM_NAME_LIMIT)
  .regex(/^\P{Cc}*$/u, "has control characters");

export const AlarmZoneRequest = z
  .strictObject({
    id: Id.optional().meta({ description: "Ignored: a new zone gets one, another keeps its own" }),
    name: Name.min(1),
    position: z.int().min(-1_000_000).max(1_000_000).optional(),
    config: document(ZONE_CONFIG_LIMIT).optional(),
  })
  .meta({ id: "AlarmZoneRequest", description: "What a zone shall be; without `config` it keeps the one it has" });
export type AlarmZoneRequest = z.infer<typeof AlarmZoneRequest>;

export const AlarmSensor = z
  .strictObject({
    id: z.string(),
    central: z.string(),
    interface_id: z.string(),
    channel_address: z.string(),
    parameter: z.string(),
    type: SensorType,
    name: z.string().optional(),
    config: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: "AlarmSensor", description: "A data point that a zone watches" });
export type AlarmSensor = z.infer<typeof AlarmSensor>;

const central = z.string().max(255);
/** Fits an address, a parameter or an interface. */
const Place = z.string().max(ADDRESS_LIMIT);

const AlarmSensorRequest = z
  .strictObject({
    id: Id.optional().meta({ description: "Absent or empty: it gets one" }),
    central: central.min(1),
    interface_id: Place,
    channel_address: Place.min(1),
    parameter: Place.min(1),
    type: SensorType,
    name: Name.optional(),
    config: document(ROW_CONFIG_LIMIT).optional(),
  })
  .meta({ id: "AlarmSensorRequest", description: "A data point that a zone shall watch" });
export type AlarmSensorRequest = z.infer<typeof AlarmSensorRequest>;
export const AlarmSensorsRequest = z.array(AlarmSensorRequest).max(SENSORS_LIMIT);

export const AlarmOutput = z
  .strictObject({
    id: z.string(),
    class: OutputClass,
    central: z.string(),
    channel_address: z.string(),
    name: z.string().optional(),
    config: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: "AlarmOutput", description: "What a zone does when it is triggered" });
export type AlarmOutput = z.infer<typeof AlarmOutput>;

const AlarmOutputRequest = z
  .strictObject({
    id: Id.optional().meta({ description: "Absent or empty: it gets one" }),
    class: OutputClass,
    central,
    channel_address: Place,
    name: Name.optional(),
    config: document(ROW_CONFIG_LIMIT).optional(),
  })
  .meta({ id: "AlarmOutputRequest", description: "What a zone shall do when it is triggered" });
export type AlarmOutputRequest = z.infer<typeof AlarmOutputRequest>;
export const AlarmOutputsRequest = z.array(AlarmOutputRequest).max(OUTPUTS_LIMIT);
