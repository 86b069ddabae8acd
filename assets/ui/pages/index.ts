/** Every page that comes when somebody goes there. A new one: its folder with an `entry.ts`, and a line here. */
import { alarm } from "./alarm/entry.ts";
import { backups } from "./backups/entry.ts";
import { batteries } from "./batteries/entry.ts";
import { ccus } from "./ccus/entry.ts";
import { connections } from "./connections/entry.ts";
import { device } from "./device/entry.ts";
import { diagnostics } from "./diagnostics/entry.ts";
import { energy } from "./energy/entry.ts";
import type { PageEntry } from "./entry.ts";
import { groups } from "./groups/entry.ts";
import { history } from "./history/entry.ts";
import { links } from "./links/entry.ts";
import { logic } from "./logic/entry.ts";
import { matter } from "./matter/entry.ts";
import { pairing } from "./pairing/entry.ts";
import { plan } from "./plan/entry.ts";
import { replay } from "./replay/entry.ts";
import { rooms } from "./rooms/entry.ts";
import { schedules } from "./schedules/entry.ts";
import { settings } from "./settings/entry.ts";
import { users } from "./users/entry.ts";
import { wall } from "./wall/entry.ts";

export const PAGES: readonly PageEntry[] = [
  ...[alarm, history, energy, schedules, device, links, pairing, rooms, groups, logic, batteries],
  ...[ccus, backups],
  ...[replay, plan, wall],
  ...[settings, users, connections, matter, diagnostics],
];
