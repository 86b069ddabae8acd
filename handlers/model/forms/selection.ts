/** Which parameters a form has. */
import type { DataPointParamset } from "../types.ts";

const VISIBLE = 1;
const INTERNAL = 2;

/** Schedules have their own operations and hundreds of parameters (device-model 4). */
const SCHEDULE =
  /^\d+_WP_|^WEEK_PROGRAM|^(P\d+_)?(ENDTIME|TEMPERATURE?|TIMEOUT)_(MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY_\d+$/;
const isScheduleParameter = (name: string): boolean => SCHEDULE.test(name);

/**
 * Set by CCU and device among themselves, or facts about the hardware: a person who does not know exactly why has
 * nothing to change there.
 */
const TECHNICAL =
  /^(ARR_TIMEOUT|CENTRAL_ADDRESS|AES_ACTIVE|EXPECT_AES|PEER_NEEDS_BURST|UI_HINT|DEV_RPT_CNT_MAX)$|^(DALI_|HARDWARE_|UNIVERSAL_LIGHT_|SUPPORTING_|ROUTER_|MULTICAST_ROUTER_|STATIC_ROUTE_|BROADCAST_BEHAVIOR|ADDRESS_(SENDER|RECEIVER))/;
const isTechnical = (name: string): boolean => TECHNICAL.test(name);

export interface Selectable {
  parameter: string;
  description: { FLAGS: number };
  operations: { read: boolean; write: boolean };
}

/**
 * Visible, not internal, readable or writable, no part of a schedule. Configuration for people who are no experts is
 * what they can change, and what is theirs to change. (The reference asks for a translation of the CCU's own archive
 * here, which we do not have: this rule is ours.)
 */
export function isInForm(
  { parameter, description, operations }: Selectable,
  paramset: DataPointParamset | "LINK",
  expert: boolean,
): boolean {
  const flags = Number(description.FLAGS);
  if ((flags & VISIBLE) === 0 || (flags & INTERNAL) !== 0) return false;
  if (!operations.read && !operations.write) return false;
  if (isScheduleParameter(parameter)) return false;
  return paramset !== "MASTER" || expert || (operations.write && !isTechnical(parameter));
}
