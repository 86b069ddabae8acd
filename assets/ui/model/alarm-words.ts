/** Words of the alarm panel that pages and tiles share. */
import type { Schemas } from "../../../adapters/client/index.ts";

export type Mode = Schemas["AlarmArmRequest"]["mode"];
/** In the contract's order. */
export const MODES: readonly Mode[] = ["perimeter", "full", "night", "vacation", "custom"];
