/** Interfaces of a CCU: connected or why not, how much of the radio's budget is used. */
import type { Schemas } from "../../../../adapters/client/index.ts";
import { formatNumber } from "../../i18n/index.ts";
import { useAction } from "../../parts/action.ts";
import { ErrorNote } from "../../parts/states.tsx";
import { Table } from "../../parts/Table.tsx";
import { away } from "../../state/away.ts";
import { tellDone } from "../../state/notices.ts";
import { client, may } from "../../state/session.ts";
import { w } from "./words.ts";

type Interface = Schemas["InterfaceState"];

/** A share of a hundred, in words and as a bar. */
const Share = ({ label, value }: { readonly label: string; readonly value: number | undefined }) =>
  value === undefined ? (
    <>–</>
  ) : (
    <span class="share">
      <meter aria-label={label} min={0} max={100} high={70} optimum={0} value={value} />
      {formatNumber(value)} %
    </span>
  );

export function Interfaces({ central, rows }: { readonly central: string; readonly rows: readonly Interface[] }) {
  const action = useAction();
  if (rows.length === 0) return null;
  const reconnect = async ({ id, interface: type }: Interface) => {
    const done = await action.run(() => client.POST("/interfaces/{id}/reconnect", { params: { path: { id } } }));
    if (done !== undefined) tellDone(w("reconnecting", { name: type }));
  };
  const button = (row: Interface) => (
    <button
      type="button"
      disabled={action.isBusy || away.value !== undefined}
      aria-label={w("reconnect.named", { name: row.interface })}
      onClick={() => void reconnect(row)}
    >
      {w("reconnect")}
    </button>
  );
  return (
    <>
      {action.problem && <ErrorNote problem={action.problem} />}
      <Table
        label={w("interfaces", { name: central })}
        rows={rows}
        keyOf={({ id }) => id}
        columns={[
          { key: "name", title: w("interface"), cell: ({ interface: type }) => type },
          {
            key: "state",
            title: w("state"),
            cell: ({ connected, note }) => (
              <>
                <span class={`tag ${connected ? "good" : "bad"}`}>{w(connected ? "connected" : "unconnected")}</span>
                {!connected && note && <small>{note}</small>}
              </>
            ),
          },
          { key: "duty", title: w("duty"), cell: ({ duty_cycle }) => <Share label={w("duty")} value={duty_cycle} /> },
          {
            key: "carrier",
            title: w("carrier"),
            cell: ({ carrier_sense }) => <Share label={w("carrier")} value={carrier_sense} />,
          },
          ...(may("admin") ? [{ key: "actions", title: w("actions"), cell: button }] : []),
        ]}
      />
    </>
  );
}
