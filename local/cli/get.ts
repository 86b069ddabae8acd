/** `ccu-anywhere get` */
import { type Client, dataOf, type Schemas } from "../../adapters/client/index.ts";
import { parseTarget, type Target } from "./address.ts";
import type { Command, Context } from "./command.ts";
import { table } from "./table.ts";
import { painter, printable } from "./terminal.ts";
import { ageText, unitOf, valueText } from "./values.ts";

type DataPoint = Schemas["DataPointSummary"];
interface Shown {
  data: unknown;
  people: () => string;
}

function sourceText({ source, value_age_seconds: age }: DataPoint): string {
  if (source === "unobserved" || source === undefined) return "";
  return age === undefined ? source : `${source}, ${ageText(age)} ago`;
}

function rangeText(point: DataPoint): string {
  const { min, max, value_list } = point;
  if (value_list && value_list.length > 0) return value_list.join(", ");
  if (typeof min !== "number" || typeof max !== "number") return "";
  return `${valueText(min)} … ${valueText(max, unitOf(point))}`;
}

const rights = ({ operations: { read, write, event } }: DataPoint): string =>
  [read && "read", write && "write", event && "event"].filter(Boolean).join(" ");

/** One value is shown alone, so that a script can use it as it stands. */
async function dataPoint(client: Client, target: Required<Target>, context: Context): Promise<Shown> {
  const { address: addr, channel: no, parameter: param } = target;
  const query = { central: context.text("central") };
  const found = dataOf(
    await client.GET("/devices/{addr}/channels/{no}/data-points/{param}", {
      params: { path: { addr, no, param }, query },
      retries: 0,
    }),
  );
  const value = valueText(found.value, unitOf(found));
  const details = [
    ["value", value],
    ["source", sourceText(found)],
    ["type", printable(found.type ?? "")],
    ["range", printable(rangeText(found))],
    ["may", rights(found)],
    ["changed", printable(found.last_changed_at ?? "")],
  ];
  return {
    data: found,
    people: () => (context.flag("verbose") ? table(details.filter(([, text]) => text !== "")) : value),
  };
}

async function channel(client: Client, target: Target, context: Context): Promise<Shown> {
  const { address: addr, channel: no = 0 } = target;
  const query = { central: context.text("central"), ...(context.flag("all") ? { include: "all" } : {}) };
  const found = dataOf(
    await client.GET("/devices/{addr}/channels/{no}/data-points", {
      params: { path: { addr, no }, query },
      retries: 0,
    }),
  );
  const paint = painter(context.terminal.stdout, context.terminal.env);
  const rows = found.map((point) => [
    printable(point.parameter),
    point.observed ? valueText(point.value, unitOf(point)) : paint("dim", valueText(point.value)),
    sourceText(point),
    rights(point),
    printable(rangeText(point)),
  ]);
  return { data: found, people: () => table(rows, ["PARAMETER", "VALUE", "SOURCE", "MAY", "RANGE"]) };
}

async function device(client: Client, target: Target, context: Context): Promise<Shown> {
  const query = { central: context.text("central") };
  const found = dataOf(
    await client.GET("/devices/{addr}", { params: { path: { addr: target.address }, query }, retries: 0 }),
  );
  const about = [
    ["Name", found.name],
    ["Model", [found.model, found.model_label].filter(Boolean).join(", ")],
    ["CCU", [found.central, found.interface].filter(Boolean).join(", ")],
    ["Rooms", (found.rooms ?? []).join(", ")],
    ["Functions", (found.functions ?? []).join(", ")],
    [
      "Firmware",
      [found.firmware.Current, found.update_available ? "(update available)" : ""].filter(Boolean).join(" "),
    ],
    ["State", found.available ? "reachable" : "unreachable"],
  ].map((row) => row.map(printable));
  const rows = found.channels.map(({ address, name = "", type = "", type_label, data_points_count }) =>
    [address, name, type_label ?? type, String(data_points_count)].map(printable),
  );
  const people = () =>
    `${table(about.filter(([, text]) => text !== ""))}\n\n${table(rows, ["CHANNEL", "NAME", "TYPE", "DATA POINTS"])}`;
  return { data: found, people };
}

export const command: Command = {
  args: "ADDRESS[:CHANNEL[.PARAMETER]]",
  count: [1, 1],
  examples: [
    ["get 0001D3C99C6A01", "a device and its channels"],
    ["get 0001D3C99C6A01:3", "the data points of a channel"],
    ["get 0001D3C99C6A01:3.STATE", "one value, alone on its line: true"],
    ["get 0001D3C99C6A01:3.STATE --verbose", "with its age, type and range"],
  ],
  options: { all: { text: "also the data points that are hidden by default" } },
  notes: 'A value that was never observed is "unknown" (null with --json).',
  run: async (context) => {
    const target = parseTarget(context.args[0] as string);
    const client = await context.client();
    const { parameter, channel: no } = target;
    const reading =
      parameter !== undefined
        ? dataPoint(client, target as Required<Target>, context)
        : no !== undefined
          ? channel(client, target, context)
          : device(client, target, context);
    const { data, people } = await context.during("reading", reading);
    context.show(data, people);
  },
};
