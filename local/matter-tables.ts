/** The tables of docs/matter.md, from the mapping itself. */
import { CUSTOM_ROWS } from "../handlers/features/matter/home/mapping/custom.ts";
import {
  CLUSTERS,
  clustersOf,
  DEVICE_TYPES,
  type DeviceType,
  type Projection,
} from "../handlers/features/matter/home/mapping/device-types.ts";
import { ORDERS } from "../handlers/features/matter/home/mapping/orders.ts";
import {
  CALCULATED_ROWS,
  KEY_PROJECTION,
  SWITCH_ROW,
  VALUE_ROWS,
} from "../handlers/features/matter/home/mapping/values.ts";

const hex = (id: number): string => `0x${id.toString(16).padStart(4, "0").toUpperCase()}`;
const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");

const typeOf = (projection: Projection | undefined): string => {
  if (projection === undefined) return "–";
  const { name, id } = DEVICE_TYPES[projection.type];
  return `${name} ${hex(id)}`;
};
const clusters = (projection: Projection | undefined): string =>
  projection === undefined
    ? "–"
    : clustersOf(projection)
        .map((name) => `\`${name}\` ${hex(CLUSTERS[name])}`)
        .join(", ");
const commands = (kind: string): string => {
  const names = Object.keys(ORDERS[kind] ?? {});
  return names.length === 0 ? "–" : names.map((name) => `\`${name}\``).join(", ");
};

type Row = { projection?: Projection; reason?: string };
const cells = (what: string, { projection, reason = "" }: Row, orders = "–") => [
  what,
  typeOf(projection),
  clusters(projection),
  orders,
  reason,
];

/** What becomes what. */
export const mappingTable = (): string =>
  table(
    ["Data point", "Device type", "Clusters", "Takes", "Verdict"],
    [
      ...Object.entries(CUSTOM_ROWS).map(([kind, row]) => cells(`custom \`${kind}\``, row, commands(kind))),
      cells("Classic switches: `STATE`", SWITCH_ROW, "`onOff.on`, `onOff.off`, `onOff.toggle`"),
      ...VALUE_ROWS.map((row) => cells(row.text, row)),
      cells("Keys", { projection: KEY_PROJECTION }),
      ...Object.entries(CALCULATED_ROWS).map(([name, row]) => cells(`calculated \`${name}\``, row)),
    ],
  );

/** Which apps do not show a device type, who says so, and what nobody could confirm. */
export const unseenTable = (): string =>
  table(
    ["Device type", "Not shown by", "Confirmed", "Source"],
    Object.values(DEVICE_TYPES).flatMap(({ name, unseenBy = [] }: DeviceType) =>
      unseenBy.map(({ app, source, doubt }) => [
        name,
        app,
        doubt === undefined ? "yes" : `not confirmed: ${doubt}`,
        `<${source}>`,
      ]),
    ),
  );
