/** `ccu-anywhere devices` */
import type { Client, Schemas } from "../../adapters/client/index.ts";
import type { Command, Context } from "./command.ts";
import { table } from "./table.ts";
import { painter, printable } from "./terminal.ts";

type Device = Schemas["DeviceSummary"];

/** Rows of a page: as many as the contract allows. */
const PAGE = 500;

/** In any case of letters. */
const has = (values: readonly string[] | undefined, wanted: string): boolean =>
  (values ?? []).some((value) => value.toLowerCase() === wanted.toLowerCase());

function isWanted(device: Device, { text, flag }: Context): boolean {
  const room = text("room");
  const subject = text("function");
  return (
    (room === undefined || has(device.rooms, room)) &&
    (subject === undefined || has(device.functions, subject)) &&
    (!flag("unreachable") || !device.available) &&
    (!flag("low-battery") || device.availability.LowBattery === true)
  );
}

async function read(client: Client, context: Context): Promise<Device[]> {
  const { text } = context;
  const query = {
    per_page: PAGE,
    central: text("central"),
    name: text("name"),
    model: text("model"),
    interface: text("interface"),
  };
  const devices: Device[] = [];
  for await (const device of client.rows("/devices", { params: { query }, retries: 0 }))
    if (isWanted(device, context)) devices.push(device);
  return devices;
}

/** Empty for what has no battery, or none that is known. */
function batteryText({ BatteryLevel: level, LowBattery: low }: Device["availability"]): string {
  if (low === true) return "low";
  if (typeof level === "number") return `${level} %`;
  return low === false ? "ok" : "";
}

function people(devices: readonly Device[], { terminal }: Context): string {
  const paint = painter(terminal.stdout, terminal.env);
  const several = new Set(devices.map(({ central }) => central)).size > 1;
  const rows = devices.map(({ address, central, name, model, rooms, available, availability }) => {
    const battery = batteryText(availability);
    return [
      printable(address),
      ...(several ? [printable(central ?? "")] : []),
      printable(name),
      printable(model),
      printable((rooms ?? []).join(", ")),
      available ? "reachable" : paint("red", "unreachable"),
      battery === "low" ? paint("yellow", battery) : battery,
    ];
  });
  const head = ["ADDRESS", ...(several ? ["CCU"] : []), "NAME", "MODEL", "ROOM", "STATE", "BATTERY"];
  return table(rows, head);
}

export const command: Command = {
  args: "",
  count: [0, 0],
  examples: [
    ["devices", "all devices"],
    ["devices --room Kitchen --unreachable", "those in the kitchen that do not answer"],
    ["devices --low-battery --json", "for programs: an array, as GET /devices has its items"],
  ],
  options: {
    room: { value: "NAME", text: "only devices in this room" },
    function: { value: "NAME", text: "only devices of this function, such as Heating" },
    unreachable: { text: "only devices that do not answer" },
    "low-battery": { text: "only devices whose battery is known to be low" },
    name: { value: "TEXT", text: "only devices with this in their name" },
    model: { value: "TEXT", text: "only devices with this in their model" },
    interface: { value: "TEXT", text: "only devices of this interface, such as HmIP-RF" },
  },
  run: async (context) => {
    const client = await context.client();
    const devices = await context.during("reading the devices", read(client, context));
    if (devices.length === 0 && !context.flag("json")) context.note("No device is like that.");
    else context.show(devices, () => people(devices, context));
  },
};
