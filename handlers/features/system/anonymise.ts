/** Names replaced by stable pseudonyms, so that a snapshot can be shown to strangers (contract 3.9). */
import { createHash } from "node:crypto";
import type { ChannelSummary, DeviceSummary } from "../devices/answers/devices.ts";
import type { ProgramSummary } from "../hub/answers/programs.ts";
import type { SysvarSummary } from "../hub/answers/sysvars.ts";
import type { DataPointSummary } from "../values/answers/data-points.ts";

export type NameKind = "device" | "room" | "fn" | "channel" | "program" | "sysvar";

/** `<kind>_` and the first 12 hex digits of sha256("<kind>:<name>"): equal names stay equal, also in the next snapshot. */
const pseudonym = (kind: NameKind, name: string): string =>
  `${kind}_${createHash("sha256").update(`${kind}:${name}`).digest("hex").slice(0, 12)}`;

const places = ({ rooms, functions }: { rooms?: string[] | undefined; functions?: string[] | undefined }) => ({
  ...(rooms ? { rooms: rooms.map((name) => pseudonym("room", name)) } : {}),
  ...(functions ? { functions: functions.map((name) => pseudonym("fn", name)) } : {}),
});

export interface Disguise {
  device(summary: DeviceSummary): DeviceSummary;
  channel(summary: ChannelSummary): ChannelSummary;
  dataPoint(summary: DataPointSummary): DataPointSummary;
  counted<T extends { name: string }>(kind: "room" | "fn", entry: T): T;
  program(summary: ProgramSummary): ProgramSummary;
  sysvar(summary: SysvarSummary): SysvarSummary;
}

const same = <T>(value: T): T => value;
export const PLAIN: Disguise = {
  device: same,
  channel: same,
  dataPoint: same,
  counted: (_kind, entry) => entry,
  program: same,
  sysvar: same,
};

/** Names and free texts go; addresses, models and values stay: they are what the snapshot is for. */
export const ANONYMOUS: Disguise = {
  device: (summary) => ({ ...summary, name: pseudonym("device", summary.name), ...places(summary) }),
  channel: ({ sub_device_name: sub, room, ...summary }) => ({
    ...summary,
    ...(summary.name === undefined ? {} : { name: pseudonym("channel", summary.name) }),
    ...(sub === undefined ? {} : { sub_device_name: pseudonym("device", sub) }),
    ...(room === undefined ? {} : { room: pseudonym("room", room) }),
    ...places(summary),
  }),
  // made from the names of channel and parameter: only the parameter may stay
  dataPoint: ({ translated_name: _name, ...summary }) => summary,
  counted: (kind, entry) => ({ ...entry, name: pseudonym(kind, entry.name) }),
  program: ({ condition_summary: _condition, activity_summary: _activity, ...summary }) => ({
    ...summary,
    name: pseudonym("program", summary.name),
    description: "",
  }),
  sysvar: (summary) => ({
    ...summary,
    name: pseudonym("sysvar", summary.name),
    ...(summary.description === undefined ? {} : { description: "" }),
  }),
};
