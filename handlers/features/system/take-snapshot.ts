/** The whole home in one answer: what a client starts from, and returns to when its cursor is lost. */

import { ok, type Reply } from "../../kernel/operation.ts";
import { Refusal } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { idOf } from "../../model/device-id.ts";
import type { Locale } from "../../model/labels.ts";
import type { Device } from "../../model/types.ts";
import { describeChannel } from "../devices/describe-device.ts";
import { describeDevices } from "../devices/read-devices.ts";
import { listPrograms } from "../hub/programs.ts";
import { listRooms } from "../hub/rooms.ts";
import { listSysvars } from "../hub/sysvars.ts";
import { customsInUse } from "../values/custom-data-points.ts";
import { describeDataPoints } from "../values/data-points.ts";
import { ANONYMOUS, type Disguise, PLAIN } from "./anonymise.ts";
import type { DeviceChannels, Snapshot } from "./answers/snapshot.ts";
import { listInterfaces } from "./interfaces.ts";
import { unreadLists } from "./unread-lists.ts";

interface SnapshotRequest {
  central: string | undefined;
  channels: boolean;
  /** Implies channels. */
  dataPoints: boolean;
  /** Implies channels. */
  customs: boolean;
  anonymous: boolean;
  locale: Locale;
}

/** Everything but channels and data points, which can be large and come device by device. */
type Head = Omit<Snapshot, "device_channels"> & { found: readonly Device[] };

async function head(scope: RequestScope, { central, anonymous }: SnapshotRequest): Promise<Head> {
  const disguise = anonymous ? ANONYMOUS : PLAIN;
  // A list that was not read yet is left out: the others are there.
  const list = <T>(load: Promise<readonly T[]>): Promise<readonly T[]> =>
    load.catch((error: unknown) => {
      if (error instanceof Refusal && error.code === "service_unready") return [];
      throw error;
    });
  // first: what is told meanwhile is in the lists, and is asked for once more
  const unread = await unreadLists(scope, central);
  const found = await scope.home.devices(central);
  const [devices, programs, sysvars, rooms, functions, interfaces] = await Promise.all([
    describeDevices(scope, found),
    list(listPrograms(scope, undefined, central)),
    list(listSysvars(scope, central)),
    list(listRooms(scope, "room", central)),
    list(listRooms(scope, "function", central)),
    list(listInterfaces(scope, central)),
  ]);
  return {
    found,
    generated_at: new Date(scope.clock.now()).toISOString(),
    devices: devices.map(disguise.device),
    programs: programs.map(disguise.program),
    sysvars: sysvars.map(disguise.sysvar),
    rooms: rooms.map((entry) => disguise.counted("room", entry)),
    functions: functions.map((entry) => disguise.counted("fn", entry)),
    interfaces: [...interfaces],
    unread,
  };
}

async function channelsOf(scope: RequestScope, device: Device, wish: SnapshotRequest): Promise<DeviceChannels> {
  const disguise: Disguise = wish.anonymous ? ANONYMOUS : PLAIN;
  const values = wish.dataPoints ? await scope.home.values(idOf(device)) : undefined;
  const view = { locale: wish.locale, now: scope.clock.now() };
  return {
    device_address: device.address,
    channels: device.channels.map((channel) => ({
      ...disguise.channel(describeChannel(device, channel, wish.locale)),
      ...(values ? { data_points: describeDataPoints(device, channel, values, view).map(disguise.dataPoint) } : {}),
    })),
    // their names and states say whose home it is
    ...(wish.customs && !wish.anonymous ? { custom_data_points: await customsInUse(scope, device) } : {}),
  };
}

const wantsChannels = ({ channels, dataPoints, customs }: SnapshotRequest): boolean =>
  channels || dataPoints || customs;

const OPTIONAL = ["programs", "sysvars", "rooms", "functions", "interfaces", "device_channels", "unread"] as const;

/** The snapshot as one object; lists without entries are left out, but for `devices`. */
async function takeSnapshot(scope: RequestScope, wish: SnapshotRequest): Promise<Snapshot> {
  const { found, ...rest } = await head(scope, wish);
  const snapshot: Snapshot = rest;
  if (wantsChannels(wish))
    snapshot.device_channels = await Promise.all(found.map((device) => channelsOf(scope, device, wish)));
  for (const member of OPTIONAL) if (snapshot[member]?.length === 0) delete snapshot[member];
  return snapshot;
}

const ndjson = (kind: string, data: unknown): string => `${JSON.stringify({ kind, data })}\n`;

/** The same as lines, device by device: no more than one device's data points is in memory at once. */
async function* snapshotLines(scope: RequestScope, wish: SnapshotRequest): AsyncGenerator<string, void, undefined> {
  const all = await head(scope, wish);
  const lines = (kind: string, rows: readonly unknown[] = []) => rows.map((row) => ndjson(kind, row)).join("");
  const { generated_at, unread = [] } = all;
  yield ndjson("meta", { generated_at, ...(unread.length > 0 && { unread }) });
  const opening = lines("interface", all.interfaces) + lines("device", all.devices);
  if (opening !== "") yield opening;
  if (wantsChannels(wish)) for (const device of all.found) yield channelLines(await channelsOf(scope, device, wish));
  const closing = [
    lines("room", all.rooms),
    lines("function", all.functions),
    lines("program", all.programs),
    lines("sysvar", all.sysvars),
  ].join("");
  if (closing !== "") yield closing;
}

function channelLines({ device_address, channels, custom_data_points: customs = [] }: DeviceChannels): string {
  let text = "";
  for (const { data_points: points = [], ...channel } of channels) {
    text += ndjson("channel", { device_address, ...channel });
    for (const point of points)
      text += ndjson("data_point", { device_address, channel_address: channel.address, ...point });
  }
  for (const custom of customs) text += ndjson("custom_data_point", { device_address, ...custom });
  return text;
}

export const NDJSON = "application/x-ndjson";

export /** Whether the header `Accept` asks for lines. */
const wantsLines = (accept: string | undefined): boolean => /application\/(x-)?ndjson(?![\w+-])/i.test(accept ?? "");

/** The query of the operation. */
export interface SnapshotQuery {
  /** Comma list; what is not known in it is passed over. */
  include?: string | undefined;
  central?: string | undefined;
  anonymize: boolean;
  anonymise: boolean;
}

/** The snapshot in the form that was asked for: one object, or lines. */
export async function answerSnapshot(
  scope: RequestScope,
  query: SnapshotQuery,
  asLines: boolean,
  locale: Locale,
): Promise<Reply<200, unknown>> {
  const include = new Set((query.include ?? "").split(",").map((word) => word.trim()));
  const wish: SnapshotRequest = {
    central: query.central || undefined,
    channels: include.has("channels"),
    dataPoints: include.has("data_points"),
    customs: include.has("custom_data_points"),
    anonymous: query.anonymize || query.anonymise,
    locale,
  };
  if (asLines) return { status: 200, type: NDJSON, body: snapshotLines(scope, wish) };
  return ok(await takeSnapshot(scope, wish));
}
