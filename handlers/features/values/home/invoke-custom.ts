/** What a device is asked to do: switch on, move, heat … */

import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { CustomDataPoint } from "../../../model/custom/bind.ts";
import { type Plan, plan, type Write } from "../../../model/custom/plan.ts";
import { idOf } from "../../../model/device-id.ts";
import { findChannel } from "../../../model/find.ts";
import { type Device, valueKey } from "../../../model/types.ts";
import type { WriteOptions, WritePriority } from "../../../ports/index.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf } from "../../shared/central-scope.ts";
import { withMutex } from "../../shared/keyed-mutex.ts";
import { requireUnlocked } from "../../shared/lookup.ts";
import { requireCustom } from "../custom-data-points.ts";

/** How long an armed timer waits for the switching on that it is meant for; a forgotten one must not surprise anyone. */
const ARMED_MS = 24 * 3_600_000;

const armedKey = (device: Device, custom: CustomDataPoint): string => `${idOf(device)}/${custom.name}`;

async function armedSeconds(scope: RequestScope, key: string): Promise<number | undefined> {
  const record = await scope.store.get<{ seconds?: unknown }>("armed", key);
  const seconds = record?.value?.seconds;
  return typeof seconds === "number" ? seconds : undefined;
}
async function follow(scope: RequestScope, key: string, armed: number | undefined, next: Plan["armed"]): Promise<void> {
  if (typeof next === "number")
    await scope.store.put("armed", key, { seconds: next }, { expiresAt: scope.clock.now() + ARMED_MS });
  else if (next === null && armed !== undefined) await scope.store.delete("armed", key);
}

async function send(scope: RequestScope, device: Device, write: Write, priority: WritePriority): Promise<void> {
  const options: WriteOptions = { deadline: scope.deadline, priority: write.priority ?? priority };
  if (write.paramset === "VALUES") return scope.centrals.writeValues(device, write.values, options);
  const values = Object.fromEntries(write.values.map(({ dataPoint, value }) => [dataPoint.parameter, value]));
  return scope.centrals.writeMaster(device, write.channel, values, options);
}

function checkLocks(device: Device, custom: CustomDataPoint, writes: readonly Write[]): void {
  const controls = writes.filter(({ paramset }) => paramset === "VALUES");
  if (controls.length > 0) requireUnlocked(custom.channel);
  for (const { channel } of controls) {
    const found = findChannel(device, channel);
    if (found) requireUnlocked(found);
  }
}

export interface CustomWish {
  readonly operation: string;
  readonly params?: Readonly<Record<string, unknown>>;
  /** `critical`, `low`; everything else means high. */
  readonly priority?: string;
}

/**
 * Does what a client asks of a light, a blind, a thermostat …: everything is checked before the first write.
 * A blind takes one order at a time.
 * @throws Refusal 400 (unknown operation) 404 422 (argument) 423 503, CcuFault
 */
export async function invokeCustom(
  scope: RequestScope,
  address: string,
  name: string,
  wish: CustomWish,
): Promise<void> {
  const { device, custom } = await requireCustom(scope, address, name);
  const run = () => invoke(scope, device, custom, wish);
  return custom.profile.oneAtATime ? withMutex(scope, `${idOf(device)}/${custom.name}`, run) : run();
}

async function invoke(
  scope: RequestScope,
  device: Device,
  custom: CustomDataPoint,
  { operation: wanted, params, priority }: CustomWish,
): Promise<void> {
  const { address } = device;
  const values = await scope.home.values(idOf(device));
  const key = armedKey(device, custom);
  const armed = await armedSeconds(scope, key);
  const wish = { operation: wanted, params: params ?? {}, now: scope.clock.now() };
  const planned = plan(custom, values, armed === undefined ? wish : { ...wish, armed });
  checkLocks(device, custom, planned.writes);
  if (planned.writes.length > 0) ccuOf(scope, device.central);
  const level = priority === "critical" || priority === "low" ? priority : "high";
  for (const write of planned.writes) await send(scope, device, write, level);
  await follow(scope, key, armed, planned.armed);
  if (planned.writes.length === 0) return;
  await recordAudit(scope, scope.identity, {
    action: "data_point_write",
    central: device.central,
    device_address: address,
    channel_no: custom.number,
    parameter: custom.name,
    note: `operation=${wanted}`,
    changes: planned.writes.flatMap((write) =>
      write.values.map(({ dataPoint, value }) => {
        const before = values.get(valueKey(dataPoint.channel, dataPoint.paramset, dataPoint.parameter));
        return { parameter: dataPoint.parameter, ...(before ? { before: before.value } : {}), after: value.value };
      }),
    ),
  });
}
