/** What a device measured, what was changed in it and by whom, and what went wrong with the connection to it. */
import type { HomeDevice, Schemas } from "../../../../adapters/client/index.ts";
import { formatTime } from "../../i18n/index.ts";
import { linkTo } from "../../model/route.ts";
import { seriesId } from "../../model/series.ts";
import { pointsOf } from "../../model/tiles.ts";
import { useResource } from "../../parts/resource.ts";
import { Read } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/Table.tsx";
import { client } from "../../state/session.ts";
import { w } from "./words.ts";

type Entry = Schemas["AuditEntry"];
type Incident = Schemas["Incident"];
/** Entries of either list: the newest; the pages of the system have all of them. */
const ENTRIES = 50;

const valueText = (value: unknown): string =>
  value === undefined || value === null ? "–" : typeof value === "string" ? value : JSON.stringify(value);

const changeText = ({ note, changes, parameter }: Entry): string =>
  [
    parameter,
    note,
    ...(changes ?? []).map((one) => `${one.parameter}: ${valueText(one.before)} → ${valueText(one.after)}`),
  ]
    .filter(Boolean)
    .join(" · ");

const AUDIT: readonly Column<Entry>[] = [
  { key: "when", title: "past.when", cell: ({ timestamp }) => formatTime(timestamp) },
  { key: "who", title: "past.who", cell: ({ user }) => user ?? "–" },
  { key: "what", title: "past.what", cell: ({ action }) => <code>{action}</code> },
  { key: "changes", title: "past.changes", cell: changeText },
];
const INCIDENTS: readonly Column<Incident>[] = [
  { key: "when", title: "past.when", cell: ({ when }) => formatTime(when) },
  { key: "what", title: "past.what", cell: ({ summary }) => summary },
  { key: "detail", title: "past.detail", cell: ({ detail }) => detail ?? "" },
];
const titled = <Row,>(columns: readonly Column<Row>[]): Column<Row>[] =>
  columns.map((column) => ({ ...column, title: w(column.title as "past.when") }));

/** Numbers that a device reports: what a plot can show. */
const measured = (device: HomeDevice) =>
  pointsOf(device).filter(
    ({ point, channel }) =>
      channel > 0 &&
      point.operations.event &&
      (point.type === "FLOAT" || point.type === "INTEGER") &&
      point.usage !== "no_create",
  );

function Plots({ device }: { readonly device: HomeDevice }) {
  const points = measured(device);
  if (points.length === 0) return <p class="dim">{w("past.nothing")}</p>;
  const seen = new Set<string>();
  return (
    <ul class="chips">
      {points.map(({ channel, point }) => {
        const label = point.parameter_label ?? point.parameter;
        const name = seen.has(label) ? `${label} (${w("channel", { number: channel })})` : label;
        seen.add(label);
        return (
          <li key={`${channel}.${point.parameter}`}>
            <a class="button" href={linkTo("history", seriesId(device, channel, point.parameter))}>
              {name}
            </a>
          </li>
        );
      })}
    </ul>
  );
}

export function Past({ device }: { readonly device: HomeDevice }) {
  const { central, address, summary } = device;
  const audit = useResource(
    () => client.GET("/audit", { params: { query: { central, device: address, limit: ENTRIES } } }),
    [central, address],
  );
  const incidents = useResource(
    () => client.GET("/incidents", { params: { query: { central, limit: ENTRIES } } }),
    [central, address],
  );
  const isOfIt = ({ component }: Incident) => component === central || component === `${central}/${summary.interface}`;
  return (
    <>
      <section class="group">
        <h2>{w("past.plots")}</h2>
        <Plots device={device} />
      </section>
      <section class="group">
        <h2>{w("past.audit")}</h2>
        <Read of={audit}>
          {(entries) =>
            entries.length === 0 ? (
              <p class="dim">{w("past.unchanged")}</p>
            ) : (
              <Table
                label={w("past.audit")}
                columns={titled(AUDIT)}
                rows={entries}
                keyOf={({ timestamp, action, parameter }) => `${timestamp} ${action} ${parameter}`}
              />
            )
          }
        </Read>
      </section>
      <section class="group">
        <h2>{w("past.incidents", { interface: summary.interface })}</h2>
        <Read of={incidents}>
          {(all) => {
            const own = all.filter(isOfIt);
            return own.length === 0 ? (
              <p class="dim">{w("past.well")}</p>
            ) : (
              <Table
                label={w("past.incidents", { interface: summary.interface })}
                columns={titled(INCIDENTS)}
                rows={own}
                keyOf={({ id }) => id}
              />
            );
          }}
        </Read>
      </section>
    </>
  );
}
