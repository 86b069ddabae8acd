/** Whether data points are recorded: by the rule of the configuration, or by a decision of one's own. */

import { useSignal } from "@preact/signals";
import { Toggle } from "../../controls/parts.tsx";
import { AtHome } from "../../parts/AtHome.tsx";
import { useResource } from "../../parts/resource.ts";
import { ErrorNote } from "../../parts/states.tsx";
import { client } from "../../state/session.ts";
import { busy, whileBusy } from "../../state/write.ts";
import type { Plottable } from "./points.ts";
import { w } from "./words.ts";

function One({ point }: { readonly point: Plottable }) {
  const { central, interfaceId: interface_id, address, channel: no, parameter, id, name } = point;
  const of = { central, interface_id, channel: `${address}:${no}`, parameter };
  const state = useResource(() => client.GET("/history/recording", { params: { query: of } }), [id]);
  const change = async (record: boolean) => {
    const done = await whileBusy(id, name, () => client.PUT("/history/recording", { body: { ...of, record } }));
    if (done) await state.reload();
  };
  if (state.problem) return <ErrorNote problem={state.problem} retry={() => void state.reload()} />;
  if (state.data === undefined) return null;
  return (
    <li class={busy.value.has(id) ? "busy" : ""}>
      <div>
        <b>{name}</b>
        <small>{w(state.data.source === "policy" ? "record.policy" : "record.own")}</small>
      </div>
      <AtHome>
        <Toggle label={w("record.named", { name })} on={state.data.record} onChange={(on) => void change(on)} />
      </AtHome>
    </li>
  );
}

/** It is asked for when somebody looks. */
export function Recording({ points }: { readonly points: readonly Plottable[] }) {
  const isOpen = useSignal(false);
  return (
    <details
      class="panel"
      onToggle={(event) => {
        isOpen.value = event.currentTarget.open;
      }}
    >
      <summary>
        <b>{w("record")}</b>
      </summary>
      <ul class="rows">{isOpen.value && points.map((point) => <One key={point.id} point={point} />)}</ul>
    </details>
  );
}
