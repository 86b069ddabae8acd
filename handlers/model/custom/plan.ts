/** From an operation to what is written: every value checked against its description before the first one is sent. */
import { badRequest, unprocessable } from "../../kernel/problem.ts";
import type { TypedValue, WritePriority } from "../../ports/index.ts";
import type { DataPoint, DataPointParamset } from "../types.ts";
import { isRejected, toWire } from "../values.ts";
import { Args } from "./args.ts";
import { type CustomDataPoint, reading as readingOf } from "./bind.ts";
import type { CustomOperation, ReadableValues, Reading, Step } from "./profile.ts";
import { NOT_USED } from "./timers.ts";

export interface PlannedValue {
  readonly dataPoint: DataPoint;
  readonly value: TypedValue;
  /** See `Step.echo`; on the first value of a write. */
  readonly echo?: readonly { dataPoint: DataPoint; shown: unknown }[];
  /** See `Step.passing`. */
  readonly passing?: true;
}

/** One call to the CCU: one value as `setValue`, several (and all configuration) as `putParamset`. */
export interface Write {
  /** `null` = the device itself. */
  readonly channel: number | null;
  readonly paramset: DataPointParamset;
  /** In the order in which the device wants them. */
  readonly values: readonly PlannedValue[];
  readonly priority?: WritePriority;
}

export interface Plan {
  readonly writes: readonly Write[];
  readonly armed?: number | null;
}

export interface Wish {
  readonly operation: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly now: number;
  /** Seconds armed earlier. */
  readonly armed?: number;
}

const isAccepted = ({ needs = [], when }: CustomOperation, reading: Reading): boolean =>
  needs.every((field) => reading.has(field)) && (when?.(reading) ?? true);

/** Names of what this very device can be asked to do, now. */
export function operationsOf(custom: CustomDataPoint, values: ReadableValues): string[] {
  const reading = readingOf(custom, values);
  return Object.entries(custom.profile.operations)
    .filter(([, operation]) => isAccepted(operation, reading))
    .map(([name]) => name);
}

/** "Not used" lies outside the described limits on purpose (device-model 3.6). */
const isNotUsed = (point: DataPoint, value: unknown): boolean =>
  value === NOT_USED && (point.parameter === "DURATION_VALUE" || point.parameter === "RAMP_TIME_VALUE");

function encode(point: DataPoint, value: unknown): TypedValue {
  if (isNotUsed(point, value))
    return { type: point.description.TYPE === "FLOAT" ? "FLOAT" : "INTEGER", value: NOT_USED };
  const typed = toWire(point, value);
  if (isRejected(typed))
    throw unprocessable(`${typed.error.field}: ${typed.error.reason}`, "Value rejected", [typed.error]);
  return typed;
}

/** Parts that the device lacks are left out: a light without ramps is switched on without one. */
function writesOf(step: Step, reading: Reading): Write[] {
  const byTarget = new Map<string, PlannedValue[]>();
  const echo = (step.echo ?? []).flatMap(([field, shown]) => {
    const dataPoint = reading.point(field);
    return dataPoint ? [{ dataPoint, shown }] : [];
  });
  for (const [field, value] of step.sets) {
    const dataPoint = reading.point(field);
    if (!dataPoint) continue;
    const target = `${dataPoint.paramset}/${dataPoint.channel}`;
    const told = echo.length > 0 && byTarget.size === 0;
    const entry = {
      dataPoint,
      value: encode(dataPoint, value),
      ...(told ? { echo } : {}),
      ...(step.passing ? { passing: true as const } : {}),
    };
    const list = byTarget.get(target);
    if (list) list.push(entry);
    else byTarget.set(target, [entry]);
  }
  return [...byTarget.values()].map((values) => ({
    channel: values[0]!.dataPoint.channel,
    paramset: values[0]!.dataPoint.paramset,
    values,
    ...(step.critical ? { priority: "critical" as const } : {}),
  }));
}

/** @throws Refusal 400 for an operation that this device does not know, 422 for arguments or values that do not fit */
export function plan(custom: CustomDataPoint, values: ReadableValues, wish: Wish): Plan {
  const reading = readingOf(custom, values);
  const { operations } = custom.profile;
  const operation = Object.hasOwn(operations, wish.operation) ? operations[wish.operation] : undefined;
  if (!operation || !isAccepted(operation, reading))
    throw badRequest(
      `unknown operation ${wish.operation.slice(0, 100)}; ${custom.name} takes ${operationsOf(custom, values).join(", ") || "none"}`,
      "Unknown operation",
    );
  const { steps, armed } = operation.run({
    reading,
    args: new Args(wish.params ?? {}, operation.takes ?? []),
    now: wish.now,
    armed: wish.armed,
  });
  const writes = steps.flatMap((step) => writesOf(step, reading));
  return { writes, ...(armed === undefined ? {} : { armed }) };
}
