/** What this program remembers of the CCUs: forgotten and read anew, where it no longer fits. */
import { useSignal } from "@preact/signals";
import type { Schemas } from "../../../../adapters/client/index.ts";
import { formatNumber } from "../../i18n/index.ts";
import { useAction } from "../../parts/action.ts";
import { Select } from "../../parts/form.tsx";
import { useResource } from "../../parts/resource.ts";
import { ErrorNote, Read } from "../../parts/states.tsx";
import { away } from "../../state/away.ts";
import { interfaces } from "../../state/live.ts";
import { ask } from "../../state/notices.ts";
import { client } from "../../state/session.ts";
import { clearings } from "./model.ts";
import { w } from "./words.ts";

/** Milliseconds: all descriptions of a CCU are read anew before it is answered. */
const CLEARING_MS = 120_000;

function Anew() {
  const chosen = useSignal("0");
  const report = useSignal<Schemas["CacheClearReport"] | undefined>(undefined);
  const action = useAction();
  const all = clearings(interfaces.value);
  const nameOf = ({ central, interface: name }: (typeof all)[number]) =>
    [central ?? w("kept.all"), name].filter(Boolean).join(" · ");
  const wanted = all[Number(chosen.value)] ?? all[0]!;
  const clear = async () => {
    if (!(await ask(w("kept.anew.ask", { name: nameOf(wanted) }), w("kept.anew")))) return;
    report.value = undefined;
    const options = { body: wanted, timeoutMs: CLEARING_MS, retries: 0 };
    const done = await action.run(() => client.POST("/admin/cache/clear", options));
    report.value = done?.data;
  };
  return (
    <section class="panel stack">
      <h2>{w("kept.anew.title")}</h2>
      <p class="dim">{w("kept.anew.text")}</p>
      {action.problem && <ErrorNote problem={action.problem} />}
      <div class="row">
        <Select
          label={w("kept.of")}
          value={chosen.value}
          options={all.map((one, index) => ({ value: String(index), label: nameOf(one) }))}
          onChange={(next) => {
            chosen.value = next;
          }}
        />
        <button type="button" disabled={action.isBusy || away.value !== undefined} onClick={() => void clear()}>
          {w(action.isBusy ? "kept.anew.busy" : "kept.anew")}
        </button>
      </div>
      <output>
        {report.value &&
          w("kept.anew.done", {
            devices: formatNumber(report.value.devices),
            paramsets: formatNumber(report.value.paramsets),
            values: formatNumber(report.value.values),
          })}
      </output>
    </section>
  );
}

function Values() {
  const stats = useResource(() => client.GET("/admin/values-cache/stats"), []);
  const action = useAction();
  const forget = async () => {
    if (!(await ask(w("kept.values.ask"), w("kept.values.forget")))) return;
    if (await action.run(() => client.POST("/admin/values-cache/reset"))) await stats.reload();
  };
  return (
    <section class="panel stack">
      <h2>{w("kept.values")}</h2>
      <p class="dim">{w("kept.values.text")}</p>
      {action.problem && <ErrorNote problem={action.problem} />}
      <Read of={stats}>
        {({ rows, value_json_bytes: bytes, restored_rows: restored, cast_failures: unreadable }) => (
          <dl class="facts">
            {[
              [w("kept.rows"), formatNumber(rows)],
              [w("kept.bytes"), `${formatNumber(Math.ceil(bytes / 1000))}\u00a0kB`],
              [w("kept.restored"), formatNumber(restored)],
              [w("kept.unreadable"), formatNumber(unreadable)],
            ].map(([title, text]) => (
              <div key={title}>
                <dt>{title}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        )}
      </Read>
      <div class="row">
        <button
          type="button"
          class="danger"
          disabled={action.isBusy || away.value !== undefined}
          onClick={() => void forget()}
        >
          {w("kept.values.forget")}
        </button>
      </div>
    </section>
  );
}

export const Kept = () => (
  <div class="stack">
    <Anew />
    <Values />
  </div>
);
