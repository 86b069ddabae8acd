/** Every CCU with its state and its interfaces. */

import { mdiServerNetworkOff } from "@mdi/js";
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Schemas } from "../../../../adapters/client/index.ts";
import { formatAge, formatNumber } from "../../i18n/index.ts";
import { useAction } from "../../parts/action.ts";
import { useResource } from "../../parts/resource.ts";
import { Empty, ErrorNote, Read } from "../../parts/states.tsx";
import { away } from "../../state/away.ts";
import { interfaces } from "../../state/live.ts";
import { ask, tellDone } from "../../state/notices.ts";
import { client, may } from "../../state/session.ts";
import { CcuForm } from "./CcuForm.tsx";
import { Interfaces } from "./Interfaces.tsx";
import type { Row } from "./model.ts";
import { testLink } from "./Start.tsx";
import { w } from "./words.ts";

type Status = Schemas["SystemCCUEntry"];
type Metrics = Schemas["HubMetricsEntry"];

/** CCUs that nobody has configured: the simulated one of a first start. */
const simulated = (rows: readonly Row[], entries: readonly Status[]): Row[] =>
  entries
    .filter(({ name }) => !rows.some((row) => row.name === name))
    .map(({ name, host }) => ({ name, host, interfaces: [], enabled: true }));

/** Milliseconds between two looks at how the CCUs are. */
const LOOK_MS = 10_000;

function stateOf(row: Row, status: Status | undefined): { readonly word: string; readonly kind: string } {
  if (!row.enabled) return { word: w("disabled"), kind: "" };
  if (status === undefined) return { word: w("phase.unknown"), kind: "" };
  const { phase, ready, interfaces_loaded: loaded, interfaces_total: total } = status.readiness;
  if (!status.available && phase !== "waiting_for_ccu" && phase !== "unknown") return { word: w("away"), kind: "bad" };
  return { word: w(`phase.${phase}`, { loaded, total }), kind: ready ? "good" : "" };
}

const Fact = ({ title, value }: { readonly title: string; readonly value: string | undefined }) =>
  value === undefined || value === "" ? null : (
    <div>
      <dt>{title}</dt>
      <dd>{value}</dd>
    </div>
  );

const ageOf = (seconds: number): string => formatAge(new Date(Date.now() - seconds * 1000).toISOString(), Date.now());

const Facts = ({ row, status, metrics }: { row: Row; status: Status | undefined; metrics: Metrics | undefined }) => (
  <dl class="facts">
    <Fact title={w("host")} value={row.host} />
    <Fact title={w("model")} value={status?.model} />
    <Fact title={w("version")} value={status?.version} />
    <Fact title={w("serial")} value={status?.serial ?? row.serial} />
    <Fact
      title={w("health")}
      value={metrics?.system_health === undefined ? undefined : `${formatNumber(metrics.system_health)}\u00a0%`}
    />
    <Fact
      title={w("latency")}
      value={
        metrics?.connection_latency_ms === undefined
          ? undefined
          : `${formatNumber(metrics.connection_latency_ms)}\u00a0ms`
      }
    />
    <Fact
      title={w("age")}
      value={metrics?.last_event_age_seconds === undefined ? undefined : ageOf(metrics.last_event_age_seconds)}
    />
  </dl>
);

interface CcuProps {
  readonly row: Row;
  readonly status: Status | undefined;
  readonly metrics: Metrics | undefined;
  readonly isConfigured: boolean;
  readonly onEdit: () => void;
  readonly onRemoved: () => void;
}

function Ccu({ row, status, metrics, isConfigured, onEdit, onRemoved }: CcuProps) {
  const action = useAction();
  const { name } = row;
  const { word, kind } = stateOf(row, status);
  const remove = async () => {
    if (!(await ask(w("remove.ask", { name }), w("remove")))) return;
    if (!(await action.run(() => client.DELETE("/centrals/{name}", { params: { path: { name } } })))) return;
    tellDone(w("removed", { name }));
    onRemoved();
  };
  return (
    <article class="stacked panel stack" aria-label={name}>
      <div class="bar">
        <h2>
          {name} <span class={`tag ${kind}`}>{word}</span>
        </h2>
        {!isConfigured && <span class="tag">{w("simulated")}</span>}
        {isConfigured && may("admin") && (
          <span class="row">
            {row.enabled && (
              <a class="button" aria-label={w("test.named", { name })} href={testLink(name)}>
                {w("test")}
              </a>
            )}
            <button
              type="button"
              aria-label={w("edit.named", { name })}
              disabled={away.value !== undefined}
              onClick={onEdit}
            >
              {w("edit")}
            </button>
            <button
              type="button"
              class="danger"
              aria-label={w("remove.named", { name })}
              disabled={action.isBusy || away.value !== undefined}
              onClick={() => void remove()}
            >
              {w("remove")}
            </button>
          </span>
        )}
      </div>
      {action.problem && <ErrorNote problem={action.problem} />}
      <Facts row={row} status={status} metrics={metrics} />
      <Interfaces central={name} rows={interfaces.value.filter(({ central_id: central }) => central === name)} />
    </article>
  );
}

function useCcus() {
  const rows = useResource(() => client.GET("/centrals"), []);
  const status = useResource(() => client.GET("/system/ccu"), []);
  const metrics = useResource(() => client.GET("/system/metrics"), []);
  const look = () => Promise.all([rows.reload(), status.reload(), metrics.reload()]);
  useEffect(() => {
    const timer = setInterval(() => void look(), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return { rows, status, metrics, look };
}

export function CcuList() {
  const { rows, status, metrics, look } = useCcus();
  const edited = useSignal<Partial<Row> | undefined>(undefined);
  const action = useAction();
  const refresh = async () => {
    if (await action.run(() => client.POST("/devices/refresh"))) tellDone(w("refresh.done"));
  };
  return (
    <div class="stack">
      <Read of={rows}>
        {(configured) => {
          const all = [...configured, ...simulated(configured, status.data?.entries ?? [])];
          if (all.length === 0)
            return (
              <Empty icon={mdiServerNetworkOff} title={w("none")}>
                {may("admin") && <p>{w("none.text")}</p>}
              </Empty>
            );
          return all.map((row) => (
            <Ccu
              key={row.name}
              row={row}
              status={status.data?.entries.find(({ name }) => name === row.name)}
              metrics={metrics.data?.find(({ central }) => central === row.name)}
              isConfigured={configured.includes(row)}
              onEdit={() => {
                edited.value = row;
              }}
              onRemoved={() => void look()}
            />
          ));
        }}
      </Read>
      {action.problem && <ErrorNote problem={action.problem} />}
      <div class="row">
        {may("admin") && (
          <button
            type="button"
            class="primary"
            disabled={away.value !== undefined}
            onClick={() => {
              edited.value = {};
            }}
          >
            {w("add")}
          </button>
        )}
        {may("operator") && (
          <button type="button" disabled={action.isBusy || away.value !== undefined} onClick={() => void refresh()}>
            {w("refresh")}
          </button>
        )}
      </div>
      {edited.value && (
        <CcuForm row={edited.value} onClose={() => (edited.value = undefined)} onSaved={() => void look()} />
      )}
    </div>
  );
}
