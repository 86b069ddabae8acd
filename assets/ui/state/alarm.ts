/** The alarm panel as it is now: read once, kept up by what it announces, read again after a gap. */
import { batch, signal } from "@preact/signals";
import type { Problem } from "../../../adapters/client/index.ts";
import { type Running, runningFrom, withReadiness, withState, type Zone } from "../model/alarm.ts";
import { onBroadcast, reloads } from "./live.ts";
import { client } from "./session.ts";

/** `off`: switched off in the settings. `unknown`: nothing is known of it, {@link alarmProblem} says why. */
export type AlarmPresence = "loading" | "on" | "off" | "unknown";

export const presence = signal<AlarmPresence>("loading");
export const alarmProblem = signal<Problem | undefined>(undefined);
export const zones = signal<readonly Zone[]>([]);
/** By zone. */
export const countdowns = signal<ReadonlyMap<string, Running>>(new Map());
/** Goes up with each new entry of the journal. */
export const journalGrew = signal(0);
/** Goes up when a walk test has begun, ended, or heard of a sensor. */
export const walkTestMoved = signal(0);
/** Why the panel cannot do what it should; `undefined` while it can. */
export const fault = signal<string | undefined>(undefined);

/** Milliseconds in which what is announced is gathered before the state is read again. */
const GATHER_MS = 150;

let isReading = false;
let isDue = false;

/** What is told of zones: the whole of it, as the panel has it now. */
export async function readAlarm(): Promise<void> {
  if (isReading) {
    isDue = true;
    return;
  }
  isReading = true;
  const { data, error } = await client.GET("/alarm/state");
  isReading = false;
  batch(() => {
    alarmProblem.value = error;
    if (data === undefined) presence.value = error.status === 404 ? "off" : "unknown";
    else take(data.zones);
  });
  if (isDue) {
    isDue = false;
    await readAlarm();
  }
}

function take(told: readonly Zone[]): void {
  presence.value = "on";
  zones.value = told;
  const now = Date.now();
  const known = countdowns.value;
  countdowns.value = new Map(
    told.flatMap(({ id, countdown }) => {
      if (countdown === undefined) return [];
      // what is announced is finer than what is read: whole seconds
      const { kind, remaining_s, total_s } = countdown;
      const read = runningFrom({ kind, remaining_ms: remaining_s * 1000, total_ms: total_s * 1000 }, now);
      const before = known.get(id);
      return [[id, before?.kind === kind && before.endsAt > now ? before : read] as const];
    }),
  );
}

let timer: ReturnType<typeof setTimeout> | undefined;
function readSoon(): void {
  timer ??= setTimeout(() => {
    timer = undefined;
    void readAlarm();
  }, GATHER_MS);
}

/** @returns how to stop */
export function followAlarm(): () => void {
  const stops = [
    reloads.subscribe((count) => {
      if (count > 0) void readAlarm();
    }),
    onBroadcast("alarm.state_changed", (told) => {
      zones.value = withState(zones.value, told);
      const { [told.zone_id]: _over, ...rest } = Object.fromEntries(countdowns.value);
      countdowns.value = new Map(Object.entries(rest));
      walkTestMoved.value += 1;
      readSoon();
    }),
    onBroadcast("alarm.readiness_changed", (told) => {
      zones.value = withReadiness(zones.value, told);
    }),
    onBroadcast("alarm.countdown", ({ zone_id, ...told }) => {
      countdowns.value = new Map([...countdowns.value, [zone_id, runningFrom(told, Date.now())]]);
    }),
    onBroadcast("alarm.triggered", readSoon),
    onBroadcast("alarm.panel_changed", readSoon),
    onBroadcast("alarm.journal_appended", ({ class: kind }) => {
      journalGrew.value += 1;
      if (kind !== "config") readSoon();
      if (kind === "test") walkTestMoved.value += 1;
    }),
    onBroadcast("alarm.walktest_progress", () => {
      walkTestMoved.value += 1;
    }),
    onBroadcast("alarm.health_changed", ({ healthy, note }) => {
      fault.value = healthy ? undefined : note;
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    clearTimeout(timer);
    timer = undefined;
    batch(() => {
      presence.value = "loading";
      zones.value = [];
      countdowns.value = new Map();
      fault.value = undefined;
    });
  };
}
