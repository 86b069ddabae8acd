/** The program and its parts: the ill ones first. */
import { useEffect } from "preact/hooks";
import type { Schemas } from "../../../../adapters/client/index.ts";
import { formatTime } from "../../i18n/index.ts";
import { useResource } from "../../parts/resource.ts";
import { Age, Read } from "../../parts/states.tsx";
import { Table } from "../../parts/Table.tsx";
import { interfaces } from "../../state/live.ts";
import { client } from "../../state/session.ts";
import { illFirst, statusOf } from "./model.ts";
import { w } from "./words.ts";

/** Milliseconds between two looks. */
const LOOK_MS = 10_000;
/** Of a build that was made outside of a checkout. */
const NO_COMMIT = "unknown";
/** Changes of connections that are shown. */
const CONNECTIONS = 50;

const Status = ({ status }: { readonly status: string }) => {
  const known = statusOf(status);
  const kind = known === "healthy" ? "good" : known === "unknown" ? "" : "bad";
  return <span class={`tag ${kind}`}>{w(`status.${known}`)}</span>;
};

/** Parts of the program by what people call them; others have a name of their own. */
const PARTS = ["store", "process", "alarm", "history", "relay", "backup", "mqtt", "matter", "webhooks"] as const;
function partName(name: string): string {
  const part = PARTS.find((one) => one === name);
  if (part !== undefined) return w(`health.part.${part}`);
  if (name.startsWith("hub.")) return w("health.part.ccu", { name: name.slice("hub.".length) });
  return interfaceName(name) ?? name;
}
const interfaceName = (id: string): string | undefined => {
  const known = interfaces.value.find((one) => one.id === id);
  return known && id.replace(`-${known.interface}`, ` · ${known.interface}`);
};

const Program = ({ info }: { readonly info: Schemas["Info"] }) => (
  <dl class="facts">
    <div>
      <dt>{w("version")}</dt>
      <dd>{info.version}</dd>
    </div>
    {info.commit !== "" && info.commit !== NO_COMMIT && (
      <div>
        <dt>{w("commit")}</dt>
        <dd>{info.commit.slice(0, 10)}</dd>
      </div>
    )}
    <div>
      <dt>{w("contract")}</dt>
      <dd>{info.api_version}</dd>
    </div>
    <div>
      <dt>{w("uptime")}</dt>
      <dd>{formatTime(info.started_at)}</dd>
    </div>
  </dl>
);

/** What happened to the connections with the CCUs, the newest first. */
function Connections() {
  const status = useResource(() => client.GET("/system/status"), []);
  return (
    <section class="stacked panel">
      <h2>{w("connections")}</h2>
      <Read of={status}>
        {({ events }) =>
          events.length === 0 ? (
            <p class="dim">{w("connections.none")}</p>
          ) : (
            <Table
              label={w("connections")}
              rows={events.slice(-CONNECTIONS).reverse()}
              keyOf={(row) => JSON.stringify(row)}
              columns={[
                { key: "when", title: w("when"), cell: ({ event_at: at }) => formatTime(at) },
                {
                  key: "where",
                  title: w("where"),
                  cell: ({ central, interface_id: id, component }) =>
                    id === undefined
                      ? partName(component === "central" ? `hub.${central}` : component)
                      : (interfaceName(id) ?? `${central} · ${id}`),
                },
                {
                  key: "state",
                  title: w("health.state"),
                  cell: ({ healthy }) => (
                    <span class={`tag ${healthy ? "good" : "bad"}`}>
                      {w(healthy ? "status.healthy" : "status.unhealthy")}
                    </span>
                  ),
                },
                { key: "note", title: w("health.note"), cell: ({ reason }) => reason || "–" },
              ]}
            />
          )
        }
      </Read>
    </section>
  );
}

type Health = Schemas["Health"];
/** A service that is ill answers 503 with the same list: the status is for load balancers, the list for people. */
async function readHealth() {
  const answer = await client.GET("/health", { retries: 0 });
  if (answer.error?.status !== 503) return answer;
  const ill = await fetch("api/v1/health")
    .then((response) => response.json() as Promise<Partial<Health>>)
    .catch(() => undefined);
  return Array.isArray(ill?.components) ? { data: ill as Health } : answer;
}

export function Health() {
  const health = useResource(readHealth, []);
  const info = useResource(() => client.GET("/info"), []);
  useEffect(() => {
    const timer = setInterval(() => void health.reload(), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class="stack">
      <section class="stacked panel">
        <Read of={info}>{(known) => <Program info={known} />}</Read>
      </section>
      <section class="stacked panel">
        <Read of={health}>
          {({ status, components }) => (
            <>
              <h2>
                {w("health")} <Status status={status} />
              </h2>
              <Table
                label={w("health")}
                rows={illFirst(components)}
                keyOf={({ name }) => name}
                columns={[
                  { key: "part", title: w("health.part"), cell: ({ name }) => partName(name) },
                  { key: "state", title: w("health.state"), cell: (row) => <Status status={row.status} /> },
                  { key: "note", title: w("health.note"), cell: ({ note }) => note ?? "–" },
                  { key: "since", title: w("health.since"), cell: ({ recorded_at }) => <Age at={recorded_at} /> },
                ]}
              />
            </>
          )}
        </Read>
      </section>
      <Connections />
    </div>
  );
}
