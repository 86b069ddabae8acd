/** What custom data points make of the parameters of their device: parts, or data points of their own (device-model 2.1). */
import type { UsageClaim } from "../build.ts";
import { type DataPointParamset, valueKey } from "../types.ts";
import type { Field, Profile } from "./profile.ts";
import { type Registration, registrationsOf } from "./registry.ts";

type Usage = "ce_visible" | "data_point" | "no_create";

/** Listed for every device that is one thing, by absolute channel. */
const DEFAULTS: Readonly<Record<number, readonly string[]>> = {
  0: [
    "ACTUAL_TEMPERATURE",
    "DUTY_CYCLE",
    "DUTYCYCLE",
    "LOW_BAT",
    "LOWBAT",
    "OPERATING_VOLTAGE",
    "RSSI_DEVICE",
    "RSSI_PEER",
    "SABOTAGE",
    "TIME_OF_OPERATION",
  ],
  2: ["BATTERY_STATE"],
  4: ["BATTERY_STATE"],
};

interface ModelClaims {
  readonly byKey: ReadonlyMap<string, Usage>;
  /** All that have an entry in `byKey`: most of a device's parameters have none, and then no key need be made. */
  readonly parameters: ReadonlySet<string>;
  /** Parameters that nothing names are parts all the same. */
  readonly rest: "rest" | undefined;
}

class Claims {
  readonly byKey = new Map<string, Usage>();
  readonly parameters = new Set<string>();
  claim(channel: number | null, parameter: string, usage: Usage, paramset: DataPointParamset = "VALUES"): void {
    this.byKey.set(valueKey(channel, paramset, parameter), usage);
    this.parameters.add(parameter);
  }
  field(profile: Profile, entry: string | Field, base: number | "device", own: number | null): void {
    const field = typeof entry === "string" ? { parameter: entry } : entry;
    const { at } = field;
    const channel = field.channel ?? (at === "device" || base === "device" ? null : at === undefined ? own : base + at);
    // the permission and the button lock hide their own parameter even though they leave the others alone
    const usage = field.shown ? "ce_visible" : "no_create";
    const key = valueKey(channel, field.paramset ?? "VALUES", field.parameter);
    const before = this.byKey.get(key);
    if (before === "ce_visible" && usage === "no_create" && profile.leavesOthers !== true) return;
    this.byKey.set(key, usage);
    this.parameters.add(field.parameter);
  }
  extras(extras: Readonly<Record<number, readonly string[]>> | undefined, base = 0): void {
    for (const [offset, parameters] of Object.entries(extras ?? {}))
      for (const parameter of parameters) this.claim(base + Number(offset), parameter, "data_point");
  }
}

function claimsOf(registrations: readonly Registration[]): ModelClaims {
  const claims = new Claims();
  for (const { profile, channels, extras } of registrations) {
    for (const base of channels) {
      const owns = base === "device" ? [null] : [base, ...(profile.secondaries ?? []).map((offset) => base + offset)];
      for (const own of owns)
        for (const field of Object.values(profile.fields)) claims.field(profile, field, base, own);
    }
    claims.extras(extras);
    for (const base of channels) if (base !== "device") claims.extras(profile.extras, base);
    if (!profile.withoutDefaults) claims.extras(DEFAULTS);
  }
  const alone = registrations.every(({ profile }) => profile.leavesOthers);
  return { byKey: claims.byKey, parameters: claims.parameters, rest: alone ? undefined : "rest" };
}

const known = new WeakMap<readonly Registration[], ModelClaims>();

/** For `buildDevice`. */
export const customClaim: UsageClaim = (model, channel, paramset, parameter) => {
  const registrations = registrationsOf(model);
  if (registrations.length === 0) return undefined;
  let claims = known.get(registrations);
  if (!claims) {
    claims = claimsOf(registrations);
    known.set(registrations, claims);
  }
  if (!claims.parameters.has(parameter)) return claims.rest;
  return claims.byKey.get(valueKey(channel, paramset, parameter)) ?? claims.rest;
};
