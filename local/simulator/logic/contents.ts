/** What people have set up in the logic layer of the simulated CCU. Some names are the CCU's own placeholders. */
import type { Value } from "../parameters.ts";

export interface ProgramSeed {
  name: string;
  info: string;
  active: boolean;
  internal?: true;
  /** Milliseconds before the start at which it last ran; absent = never. */
  ranBefore?: number;
  /** What it does: channel, parameter, value. */
  does?: readonly (readonly [string, string, Value])[];
  /** Names of variables that it reads or writes. */
  uses?: readonly string[];
}

const HOUR = 3_600_000;

export const PROGRAMS: readonly ProgramSeed[] = [
  {
    name: "Alles aus",
    info: "Löscht alle Lichter HAHM",
    active: true,
    ranBefore: 9 * HOUR,
    does: [
      ["LEQ0410001:1", "STATE", false],
      ["KEQ0330003:1", "LEVEL", 0],
      ["000858A9A7C303:4", "LEVEL", 0],
      ["0031A40999B904:1", "LEVEL", 0],
    ],
    uses: ["Hausmodus"],
  },
  {
    name: "Rollläden morgens öffnen",
    info: "",
    active: true,
    ranBefore: 3 * HOUR,
    does: [
      ["00111A49A4E405:4", "LEVEL", 1],
      ["JEQ0120005:1", "LEVEL", 1],
    ],
    uses: ["Urlaub"],
  },
  { name: "Urlaubssimulation", info: "MQTT", active: false, uses: ["Urlaub", "Hausmodus"] },
  { name: "Tür offen: Heizung aus", info: "", active: true, does: [["000393C9A2B402:1", "WINDOW_STATE", 1]] },
  { name: "prgEnergyCounter_1234_NEQ1020002:2", info: "", active: true, internal: true, ranBefore: HOUR / 6 },
];

export type VariableType = "LOGIC" | "ALARM" | "LIST" | "NUMBER" | "INTEGER" | "STRING";

export interface VariableSeed {
  /** Fixed ids of the CCU; the others are counted. */
  id?: number;
  name: string;
  type: VariableType;
  value: Value;
  info?: string;
  unit?: string;
  min?: number;
  max?: number;
  list?: string;
  off?: string;
  on?: string;
  internal?: true;
  hidden?: true;
  logged?: true;
  channel?: string;
}

export const VARIABLES: readonly VariableSeed[] = [
  { id: 40, name: "$" + "{sysVarAlarmMessages}", type: "NUMBER", value: 0, min: 0, max: 65535, internal: true },
  { id: 41, name: "$" + "{sysVarServiceMessages}", type: "NUMBER", value: 0, min: 0, max: 65535, internal: true },
  {
    id: 950,
    name: "$" + "{sysVarPresence}",
    type: "LOGIC",
    value: true,
    info: "$" + "{sysVarPresenceDesc}",
    off: "$" + "{sysVarPresenceNotPresent}",
    on: "$" + "{sysVarPresencePresent}",
  },
  {
    id: 1237,
    name: "$" + "{sysVarAlarmZone1}",
    type: "ALARM",
    value: false,
    off: "$" + "{sysVarAlarmZone1NotTriggered}",
    on: "$" + "{sysVarAlarmZone1Triggered}",
  },
  { name: "Urlaub", type: "LOGIC", value: false, info: "HAHM", off: "nein", on: "ja" },
  { name: "Hausmodus", type: "LIST", value: 0, list: "Zuhause;Abwesend;Urlaub;Gäste", info: "Wer ist da? HAHM" },
  { name: "Strompreis", type: "NUMBER", value: 31.75, unit: "ct/kWh", min: 0, max: 200, logged: true },
  { name: "Helligkeitsschwelle", type: "NUMBER", value: 40, unit: "lx", min: 0, max: 1000, info: "HAHM" },
  {
    name: "Begrüßung",
    type: "STRING",
    value: 'Grüß Gott & "Servus" - schöne Grüße, 21 °C',
    info: "Text für die Anzeige",
  },
  { name: "Wasseralarm", type: "ALARM", value: true, info: "Wasser in der Waschküche", off: "trocken", on: "naß" },
  {
    name: "svEnergyCounter_1234_NEQ1020002:2",
    type: "NUMBER",
    value: 18234.1,
    unit: "Wh",
    min: 0,
    max: 9999999,
    internal: true,
    channel: "NEQ1020002:2",
  },
  {
    name: "Zählerstand Gas",
    type: "NUMBER",
    value: 4711.083,
    unit: "m³",
    min: 0,
    max: 99999,
    hidden: true,
    logged: true,
  },
];

/** What /VERSION and the host tell. */
export const SYSTEM = {
  version: "VERSION=3.89.8.20260801\nPRODUCT=raspmatic_rpi4\nPLATFORM=rpi4\n",
  hostname: "ccu-demo",
  /** SGTIN: the serial number is its last ten characters. */
  serial: "3014F711A0001F98A9A71120",
  available: "3.91.2.20261107",
} as const;
