/**
 * What a custom data point is made of: a thermostat as a thermostat, a blind as a blind (device-model 2). A profile says
 * which parameter plays which part, what the state is as a function of the values, and what an operation writes.
 */
import { shownValue } from "../shown-value.ts";
import type { DataPoint, DataPointParamset, Device, DeviceBehaviour, ValueState } from "../types.ts";
import { bounds } from "../values.ts";
import type { Args } from "./args.ts";

export type Category = "climate" | "cover" | "light" | "lock" | "siren" | "switch" | "text_display" | "valve";

/** Which parameter plays a part, and where it is; a bare text is a VALUES parameter of the own channel. */
export interface Field {
  readonly parameter: string;
  /** Offset to the base channel of the group. `device` is the device's own paramset. Default: the own channel. */
  readonly at?: number | "device";
  /** Absolute channel, instead of `at`. */
  readonly channel?: number;
  readonly paramset?: DataPointParamset;
  /** Listed as a data point of its own, too (usage `ce_visible`). Otherwise it is consumed (`no_create`). */
  readonly shown?: true;
}
export type Fields = Readonly<Record<string, string | Field>>;

export type State = Record<string, unknown>;

/** Parts and their new values, in the order in which the device wants them. */
export type Sets = readonly (readonly [field: string, value: unknown])[];

/** One after the other; parts of one channel and paramset within a step go out as one write. */
export interface Step {
  readonly sets: Sets;
  /** Overtakes everything queued for the channel (device-model 1.21). */
  readonly critical?: true;
  /** Nobody chose what it writes (switching off): choices stay as they are. */
  readonly passing?: true;
  /** What parts that only report will say when it has happened: shown at once. */
  readonly echo?: Sets;
}

export interface Outcome {
  /** Empty = the device already is as it was asked to be. */
  readonly steps: readonly Step[];
  /** Seconds that the next switching on shall last; `null` clears what was armed. Absent = as it is. */
  readonly armed?: number | null;
}

export interface Invocation {
  readonly reading: Reading;
  readonly args: Args;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Seconds from an earlier `set_on_time`, not used up yet. */
  readonly armed: number | undefined;
}

export interface CustomOperation {
  /** Parts that the device must have, otherwise it does not know the operation. */
  readonly needs?: readonly string[];
  /** Names of all its arguments; others are refused. */
  readonly takes?: readonly string[];
  /** What else must hold for this very device. */
  readonly when?: (reading: Reading) => boolean;
  /** @throws Refusal 422 with the argument and its limits */
  readonly run: (invocation: Invocation) => Outcome;
}

export interface Profile {
  readonly category: Category;
  /** Contract: finer than the category (`cover_blind`, `light_rgbw` …). */
  readonly kind: string;
  /** The part whose parameter names the custom data point on the wire. */
  readonly named: string;
  /** Channels that act on the same thing, as offsets to the base channel. */
  readonly secondaries?: readonly number[];
  /** Offset of the channel that reports what the group really does. */
  readonly feedback?: number;
  readonly fields: Fields;
  /** Parameters that stay data points of their own, by offset to the base channel. */
  readonly extras?: Readonly<Record<number, readonly string[]>>;
  readonly state: (reading: Reading) => State;
  readonly config?: (reading: Reading) => State;
  readonly capabilities?: (reading: Reading) => Record<string, boolean>;
  readonly operations: Readonly<Record<string, CustomOperation>>;
  /** The part whose value is worth remembering now, for later operations; `undefined` = nothing new. */
  readonly remember?: { readonly field: string; readonly value: (reading: Reading) => unknown };
  /** Write-only parts whose last written value is kept: what people chose for the next time that nobody says. */
  readonly choices?: readonly string[];
  /** It cannot do anything as the device is set up: left out of lists. */
  readonly idle?: (reading: Reading) => boolean;
  /** What is added to the state where somebody reads it; never part of a push, it does not change with a value of the custom data point. */
  readonly details?: (device: Device, values: ReadableValues) => State;
  /** Two orders at a time would undo each other. */
  readonly oneAtATime?: true;
  /** Added to the name for people. */
  readonly postfix?: string;
  /** Its name needs no channel number: a device has one of it in people's minds. */
  readonly single?: true;
  /** Does not turn the device's other parameters into parts: they stay data points. */
  readonly leavesOthers?: true;
  /** The usual extras of a device (battery, voltage, signal) are not listed: there is no device behind a group. */
  readonly withoutDefaults?: true;
}

/** A part that was found on a device. */
export interface BoundField {
  readonly point: DataPoint;
  /** Key of its value. */
  readonly key: string;
}

/** Values of a device as far as states need them. */
export interface ReadableValues {
  get(key: string): ValueState | undefined;
}

/** What was remembered of a part (see `Profile.remember`); lies among the values of the device. */
export const rememberedKey = (channel: number | null, parameter: string): string =>
  `${channel ?? "-"}/REMEMBERED/${parameter}`;

/** The parts of one custom data point with the values of a moment. */
export class Reading {
  readonly fields: Readonly<Record<string, BoundField>>;
  readonly values: ReadableValues;
  /** Whether this is the channel that people mean, not one of its virtual ones. */
  readonly primary: boolean;
  readonly behaviour: DeviceBehaviour;
  constructor(
    fields: Readonly<Record<string, BoundField>>,
    values: ReadableValues,
    primary: boolean,
    behaviour: DeviceBehaviour = {},
  ) {
    this.fields = fields;
    this.values = values;
    this.primary = primary;
    this.behaviour = behaviour;
  }

  has(field: string): boolean {
    return this.fields[field] !== undefined;
  }
  point(field: string): DataPoint | undefined {
    return this.fields[field]?.point;
  }
  /** What a client sees: the pending write, else the last value; `undefined` where nothing is known. */
  value(field: string): unknown {
    const found = this.fields[field];
    return found === undefined ? undefined : (shownValue(this.values.get(found.key)) ?? undefined);
  }
  number(field: string): number | undefined {
    const value = this.value(field);
    return typeof value === "number" ? value : undefined;
  }
  flag(field: string): boolean | undefined {
    const value = this.value(field);
    return typeof value === "boolean" ? value : undefined;
  }
  text(field: string): string | undefined {
    const value = this.value(field);
    return typeof value === "string" && value !== "" ? value : undefined;
  }
  /** A write is on its way that the CCU has not confirmed. */
  pending(field: string): boolean {
    const found = this.fields[field];
    return found !== undefined && this.values.get(found.key)?.optimistic !== undefined;
  }
  /** Something was reported, and be it nonsense. */
  observed(field: string): boolean {
    const found = this.fields[field];
    const state = found && this.values.get(found.key);
    return state !== undefined && state.source !== "unobserved";
  }
  /** The CCU reported it since it was last reached, or it was ordered: a reason to leave an order out. Kept values are none. */
  sure(field: string): boolean {
    const found = this.fields[field];
    return found !== undefined && (this.pending(field) || this.values.get(found.key)?.source === "live");
  }
  /** What is shown is `value`, or the device has no such part: two decimals decide, devices round. */
  heads(field: string, value: number): boolean {
    return !this.has(field) || Math.round((this.number(field) ?? Number.NaN) * 100) === Math.round(value * 100);
  }
  /** It was stopped and has not reported since where it is. */
  halted(field: string): boolean {
    const found = this.fields[field];
    return found !== undefined && this.values.get(found.key)?.halted === true;
  }
  /** Milliseconds since the epoch; 0 = never. */
  changedAt(field: string): number {
    const found = this.fields[field];
    return found === undefined ? 0 : (this.values.get(found.key)?.changedAt ?? 0);
  }
  remembered(field: string): unknown {
    const point = this.point(field);
    return point && shownValue(this.values.get(rememberedKey(point.channel, point.parameter)));
  }
  /** Labels of an ENUM part; empty where it has none. */
  labels(field: string): readonly string[] {
    return this.point(field)?.description.VALUE_LIST ?? [];
  }
  limits(field: string): { min: number | undefined; max: number | undefined } {
    const point = this.point(field);
    return point ? bounds(point.description) : { min: undefined, max: undefined };
  }
}

export const writes = (...sets: Sets): Outcome => ({ steps: sets.length === 0 ? [] : [{ sets }] });
export const critical = (...sets: Sets): Outcome => ({ steps: [{ sets, critical: true }] });
/** Nothing to do: the device already is so. */
export const NOTHING: Outcome = { steps: [] };
