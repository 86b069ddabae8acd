/** The alarm panel of a world: one zone with an open door, a light, a PIN and a key. */
import type { CodeHashing } from "../../handlers/ports/code-hashing.ts";
import type { SiteStore } from "../../handlers/ports/index.ts";
import { CONTACT, CUX } from "./household.ts";
import type { WorldKind } from "./world.ts";

export const ZONE = "house";
export const SENSOR = "front-door";
export const [LIGHT, NOTE] = ["hall-light", "push"] as const;
export const [PIN, KEY] = ["anna", "key-of-anna"] as const;
/** Entered right. */
export const DIGITS = "4711";

/** `full` cannot be armed, since the door is open; `night` does not watch it. */
export const ZONE_CONFIG = { modes: { full: { exit_delay_s: 30, entry_delay_s: 30 }, night: {} } };
const zone = {
  name: "House",
  position: 1,
  config: ZONE_CONFIG,
  sensors: [
    {
      ...{ id: SENSOR, central: "ccu-main", interface_id: "ccu-main-BidCos-RF", channel_address: `${CONTACT}:1` },
      ...{ parameter: "STATE", type: "door", name: "Front door", config: { modes: ["full"], use_entry_delay: true } },
    },
  ],
  outputs: [
    { id: LIGHT, class: "alarm_light", central: "ccu-main", channel_address: `${CUX}:1`, name: "Hall" },
    { id: NOTE, class: "notification", central: "", channel_address: "" },
  ],
};
const code = {
  ...{ name: "Anna", perms: { arm: true, disarm: true, silence: true }, enabled: true },
  ...{ created_ms: 1_767_182_400_000, updated_ms: 1_767_182_400_000 },
};

/** Fast: a hash is the code behind a word. */
export const plainHashing: CodeHashing = {
  hash: async (digits) => `hashed:${digits}`,
  check: async (digits, hash) => hash === `hashed:${digits}`,
};

const WITHOUT: ReadonlySet<WorldKind> = new Set<WorldKind>(["empty", "fresh"]);
export async function storeAlarm(store: SiteStore, kind: WorldKind): Promise<void> {
  if (WITHOUT.has(kind)) return;
  await store.put("alarm-zone", ZONE, zone);
  await store.put("alarm-code", PIN, { ...code, kind: "pin", hash: await plainHashing.hash(DIGITS) });
  const binding = { channel_address: "KEY:1", zone_id: ZONE, parameter: "PRESS_SHORT", action: "disarm" };
  await store.put("alarm-code", KEY, { ...code, kind: "remote_key", binding });
}
