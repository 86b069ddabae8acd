/** Every page that comes when somebody goes there. A new one: its folder with an `entry.ts`, and a line here. */
import { device } from "./device/entry.ts";
import type { PageEntry } from "./entry.ts";

export const PAGES: readonly PageEntry[] = [device];
