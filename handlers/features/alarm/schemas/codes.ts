/** Codes: PINs, slots of keypads, keys of remotes. A PIN comes in and never goes out again. */
import * as z from "zod";
import { ADDRESS_LIMIT } from "../../shared/parameters.ts";
import { ALARM_ID_LIMIT, ALARM_NAME_LIMIT, PIN_LEAST, PIN_LIMIT, ZONES_LIMIT } from "./limits.ts";
import { ARM_MODES, ArmMode, CodeKind } from "./vocabulary.ts";

export const CodeId = z.string().min(1).max(ALARM_ID_LIMIT).meta({ description: "Id of the code" });

export const AlarmCodePerms = z
  .strictObject({ arm: z.boolean(), disarm: z.boolean(), silence: z.boolean() })
  .meta({ id: "AlarmCodePerms", description: "What a code may do" });
export type AlarmCodePerms = z.infer<typeof AlarmCodePerms>;

const central = z.string().max(255).optional();
const zone_id = z.string().min(1).max(ALARM_ID_LIMIT);
const place = z.string().min(1).max(ADDRESS_LIMIT);

/** A code that is stored on an HmIP-WKP: which of its eight, and what it does. */
export const KeypadSlotBinding = z.strictObject({
  device_address: place,
  slot: z.int().min(1).max(8),
  zone_id,
  central,
  arm_mode: ArmMode.default("full"),
});
export type KeypadSlotBinding = z.infer<typeof KeypadSlotBinding>;

const KEY_ACTIONS = ["arm:", ...ARM_MODES.map((mode) => `arm:${mode}` as const), "disarm", "silence", "panic"] as const;
/** A key of a remote or a wall button, and what it does. `arm:` alone is `arm:full`. */
export const RemoteKeyBinding = z.strictObject({
  channel_address: place,
  zone_id,
  central,
  parameter: z.enum(["PRESS_SHORT", "PRESS_LONG"]),
  action: z.enum(KEY_ACTIONS).transform((action) => (action === "arm:" ? "arm:full" : action)),
});
export type RemoteKeyBinding = z.infer<typeof RemoteKeyBinding>;

/** Milliseconds since the epoch; 0: no bound. */
const bound = z.int().min(0).optional();

const described = {
  zones: z.array(z.string()).optional().meta({ description: "Ids of the zones it counts in; empty: all" }),
  valid_from_ms: bound.meta({ description: "Not before: milliseconds since 1970; 0: always" }),
  valid_until_ms: bound.meta({ description: "Not after; 0: for good" }),
};

export const AlarmCode = z
  .strictObject({
    id: z.string(),
    name: z.string(),
    kind: CodeKind,
    duress: z.boolean().optional().meta({ description: "Whoever enters it is being forced: it works, and tells" }),
    perms: AlarmCodePerms,
    ...described,
    binding: z
      .unknown()
      .optional()
      .meta({ description: "Of a keypad slot or a remote key: which one, and what it does" }),
    enabled: z.boolean(),
    created_ms: z.int().optional(),
    updated_ms: z.int().optional(),
  })
  .meta({ id: "AlarmCode", description: "Who may arm, disarm and silence. The PIN itself is never told" });
export type AlarmCode = z.infer<typeof AlarmCode>;
export const AlarmCodes = z.array(AlarmCode);

/** The PIN's own reasons never repeat it. Empty is the same as absent: an update keeps the one that is stored. */
const Pin = z
  .string()
  .refine((pin) => pin === "" || pin.length >= PIN_LEAST, `must have at least ${PIN_LEAST} characters`)
  .refine((pin) => pin.length <= PIN_LIMIT, `may have at most ${PIN_LIMIT} characters`)
  .refine((pin) => !/\p{Cc}/u.test(pin) && pin.isWellFormed(), "must be text without control characters");

export const AlarmCodeRequest = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1)
      .max(ALARM_NAME_LIMIT)
      .regex(/^\P{Cc}*$/u, "has control characters"),
    kind: CodeKind,
    pin: Pin.optional().meta({ description: "Never told again; empty in a change: as before" }),
    duress: z.boolean().optional(),
    perms: AlarmCodePerms,
    ...described,
    zones: z.array(z.string().min(1).max(ALARM_ID_LIMIT)).max(ZONES_LIMIT).optional(),
    binding: z.unknown().optional(),
    enabled: z.boolean(),
  })
  .meta({ id: "AlarmCodeRequest", description: "What a code shall be" });
export type AlarmCodeRequest = z.infer<typeof AlarmCodeRequest>;
