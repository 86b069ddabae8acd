/**
 * The states of custom data points while values change: computed once per batch and only where a part of one changed,
 * announced only when the state is another one. In the hot path: everything is looked up beforehand.
 */

import { customStateChanged } from "../broadcasts/broadcasts.ts";
import { type CustomDataPoint, customDataPointsOf, reading } from "../model/custom/bind.ts";
import { rememberedKey } from "../model/custom/profile.ts";
import type { Device } from "../model/types.ts";
import type { Entry } from "./device-registry.ts";
import type { EngineScope } from "./scope.ts";

export interface FollowedCustom {
  readonly custom: CustomDataPoint;
  /** JSON of the state that clients know; `undefined` while they know none. */
  shown: string | undefined;
  /** Waits for the end of the batch. */
  touched: boolean;
}

/** The custom data points of a device, and which value is a part of which of them. */
export interface FollowedDevice {
  readonly all: readonly FollowedCustom[];
  readonly byKey: ReadonlyMap<string, readonly FollowedCustom[]>;
  /** Key of a write-only value that is a choice → where it is kept. */
  readonly choices: ReadonlyMap<string, string>;
}

const NOBODY: readonly FollowedCustom[] = [];
const NOTHING: FollowedDevice = { all: NOBODY, byKey: new Map(), choices: new Map() };

/** Which followers a value has. */
export const followersOf = (followed: FollowedDevice, key: string): readonly FollowedCustom[] =>
  followed.byKey.get(key) ?? NOBODY;

/** After a device was built (again): what clients know already stays known. */
export function followCustomDataPoints(device: Device, before: FollowedDevice = NOTHING): FollowedDevice {
  const { points } = customDataPointsOf(device);
  if (points.length === 0) return NOTHING;
  const shown = new Map(before.all.map((followed) => [followed.custom.name, followed.shown]));
  const all = points.map((custom) => ({ custom, shown: shown.get(custom.name), touched: false }));
  const byKey = new Map<string, FollowedCustom[]>();
  for (const followed of all)
    for (const { key } of Object.values(followed.custom.fields)) {
      const known = byKey.get(key);
      if (known === undefined) byKey.set(key, [followed]);
      else if (!known.includes(followed)) known.push(followed);
    }
  const choices = new Map(
    points.flatMap(({ profile, fields }) =>
      (profile.choices ?? []).flatMap((name) => {
        const field = fields[name];
        return field ? [[field.key, rememberedKey(field.point.channel, field.point.parameter)] as const] : [];
      }),
    ),
  );
  return { all, byKey, choices };
}

export function createCustomStates({ central, clock, events }: Pick<EngineScope, "central" | "clock" | "events">) {
  /** Device and custom data point, in turn: most batches touch one or two. */
  let waiting: { entry: Entry; followed: FollowedCustom }[] = [];

  function stateOf({ values }: Entry, { custom }: FollowedCustom) {
    return custom.profile.state(reading(custom, values));
  }

  /** How bright, how warm it was when it was on last: for the next switching on, kept with the values. */
  function remember(entry: Entry, { custom }: FollowedCustom): void {
    const { remember: memory } = custom.profile;
    const point = memory && custom.fields[memory.field]?.point;
    if (!point) return;
    const value = memory.value(reading(custom, entry.values));
    if (value === undefined) return;
    const key = rememberedKey(point.channel, point.parameter);
    if (entry.values.get(key)?.value === value) return;
    const now = clock.now();
    entry.values.set(key, { value, source: "live", changedAt: now, seenAt: now, optimistic: undefined });
  }

  function announce(entry: Entry, followed: FollowedCustom): void {
    const { custom } = followed;
    const state = stateOf(entry, followed);
    const text = JSON.stringify(state);
    if (text === followed.shown) return;
    const kind = followed.shown === undefined ? "initial" : "change";
    followed.shown = text;
    events.publish(
      customStateChanged,
      {
        central,
        device_address: entry.device.address,
        channel: custom.number,
        name: custom.name,
        kind: custom.profile.kind,
        unique_id: custom.uniqueId,
        state,
      },
      kind,
    );
  }

  return {
    /** A value was sent that no report will ever tell: kept where it is a choice for later. */
    chose({ customs, values }: Entry, key: string, value: unknown): boolean {
      const kept = customs.choices.get(key);
      if (kept === undefined || values.get(kept)?.value === value) return false;
      const now = clock.now();
      values.set(kept, { value, source: "live", changedAt: now, seenAt: now, optimistic: undefined });
      return true;
    },
    /** A value changed. */
    touch(entry: Entry, followers: readonly FollowedCustom[]): void {
      for (const followed of followers) {
        if (followed.touched) continue;
        followed.touched = true;
        waiting.push({ entry, followed });
      }
    },
    /** The batch is over, its values are announced: now the states. */
    settle(): void {
      if (waiting.length === 0) return;
      const settled = waiting;
      waiting = [];
      for (const { entry, followed } of settled) {
        followed.touched = false;
        remember(entry, followed);
        announce(entry, followed);
      }
    },
    /** Values of the last run came back: clients know these states. */
    restored(entry: Entry): void {
      for (const followed of entry.customs.all) followed.shown = JSON.stringify(stateOf(entry, followed));
    },
  };
}
