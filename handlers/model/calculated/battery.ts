/** Which batteries a model takes, and how full they are (device-model 3.3). */
import { roundEven } from "./climate.ts";

export interface Battery {
  readonly type: string;
  readonly cells: number;
  /** V of all cells together when they are new. */
  readonly full: number;
}

/** V of one cell. */
const CELL = { AA: 1.5, AAA: 1.5, BABY: 1.5, LR44: 1.5, CR2032: 3 } as const;

/** Cells, their type and the models (or what they begin with). */
const TABLE: readonly (readonly [cells: number, type: keyof typeof CELL, models: string])[] = [
  [2, "AA", "HM-CC-RT-DN HM-WDS10-TH-O HM-WDS30-OT2-SM HM-WDS40-TH-I HmIP-STE2-PCB HmIP-WTH-B-2 ELV-SH-SW1-BAT"],
  [2, "AA", "HmIP-SPDR HmIP-STHO HmIP-eTRV ELV-SH-WSM HmIP-ESI HmIP-SAM HmIP-SLO HmIP-SMI HmIP-SMO HmIP-SPI"],
  [2, "AA", "HmIP-WGC HmIP-WSM"],
  [3, "AA", "HM-Sec-Key HM-Sec-MDIR-2 HM-Sen-MDIR-O-2 HM-Sen-MDIR-SM HM-Sec-SD HmIP-ASIR HmIP-DLD HmIP-SWO"],
  [4, "AA", "HM-ES-TX-WM HmIP-eTRV-CL HmIP-DLP"],
  [1, "AAA", "HM-RC-4-2 HM-RC-Key4-3 HM-Sec-SCo ELV-SH-TACO HmIP-FCI6 HmIP-SWDO HmIP-DBB HmIP-KRC HmIP-SRH"],
  [2, "AAA", "HM-Dis-EP-WM55 HM-PB-2-FM HM-PB-2-WM55 HM-PB-6-WM55 HM-RC-8 HM-Sen-MDIR-WM55 HM-TC-IT-WM-W-EU"],
  [2, "AAA", "HM-WDS30-T-O HmIP-DSD-PCB HmIP-SMI55 HmIP-SWDO-I HmIP-SWDO-PL HmIP-UDI-SMI55 HmIP-RCB1 HmIP-STHD"],
  [2, "AAA", "HmIP-SWDM HmIP-RC8 HmIP-SCI HmIP-STH HmIP-STV HmIP-SWD HmIP-WKP HmIP-WRC HmIP-WTH"],
  [2, "BABY", "HM-OU-CFM-TW HM-Sec-Sir-WM HmIP-MP3P"],
  [1, "CR2032", "HM-PBI-4-FM HM-SCI-3-FM HM-Sec-TiS HM-SwI-3-FM HmIP-FCI1 ELV-SH-CTH HmIP-DLS"],
  [2, "LR44", "HM-Sec-RHS HM-Sec-SC-2"],
];

/** Their batteries are built in, bought apart, or never told: looked at before the table. */
const UNKNOWN = [
  "hm-sec-sd-2",
  "hm-sec-win",
  "hmip-asir-o",
  "hmip-pcbs-bat",
  "hmip-smo230",
  "hmip-wrc6-230",
  "hmip-swsd",
];

/** Longer names first: the most exact beginning decides. */
const BATTERIES: readonly (readonly [prefix: string, battery: Battery])[] = TABLE.flatMap(([cells, type, models]) =>
  models.split(" ").map((model) => [model.toLowerCase(), { type, cells, full: cells * CELL[type] }] as const),
).sort((a, b) => b[0].length - a[0].length);

/** `undefined` where the model has no battery, or nobody knows which. */
export function batteryOf(model: string): Battery | undefined {
  const lower = model.toLowerCase();
  if (UNKNOWN.some((prefix) => lower.startsWith(prefix))) return undefined;
  return BATTERIES.find(([prefix]) => lower.startsWith(prefix))?.[1];
}

/** Percent between the voltage at which the device complains and that of new batteries; both ends included. */
export function voltageLevel(voltage: number, low: number, full: number): number | null {
  if (full <= low) return null;
  return roundEven(Math.min(100, Math.max(0, ((voltage - low) / (full - low)) * 100)), 1);
}
