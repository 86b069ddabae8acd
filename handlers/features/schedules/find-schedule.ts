/** Where a schedule is: of a device, of one of its channels, or by an address that names either. */
import { notFound } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import {
  channelSchedule,
  deviceSchedule,
  isSimple,
  type SchedulePlace,
  type SimpleLayout,
} from "../../model/schedules/places.ts";
import { channelOf, requireDevice } from "../shared/lookup.ts";

/** The device's schedule. @throws Refusal 404 */
export async function requireDeviceSchedule(scope: RequestScope, address: string): Promise<SchedulePlace> {
  const place = deviceSchedule(await requireDevice(scope, address));
  if (!place) throw notFound(`${address} has no schedule`);
  return place;
}

/** The schedule of a channel; number 0 may also be the device itself. @throws Refusal 404 */
export async function requireChannelSchedule(
  scope: RequestScope,
  { addr, no }: { addr: string; no: number },
): Promise<SchedulePlace> {
  const device = await requireDevice(scope, addr);
  const place = channelSchedule(device, no);
  if (place) return place;
  channelOf(device, no);
  throw notFound(`channel ${addr}:${no} has no schedule`);
}

/** The same by `<device>:<number>`; a bare device address means channel 0. @throws Refusal 404 */
export function requireScheduleAt(scope: RequestScope, address: string): Promise<SchedulePlace> {
  const match = /^(.+):(\d{1,4})$/.exec(address);
  return requireChannelSchedule(scope, { addr: match?.[1] ?? address, no: Number(match?.[2] ?? 0) });
}

/** The device's week program. @throws Refusal 404 */
export async function requireWeekProgram(scope: RequestScope, address: string): Promise<SchedulePlace<SimpleLayout>> {
  const place = deviceSchedule(await requireDevice(scope, address));
  if (!place || !isSimple(place)) throw notFound(`${address} has no week program`);
  return place;
}
