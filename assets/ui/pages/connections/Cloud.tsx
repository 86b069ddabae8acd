/** Relays of a home in the cloud: paired by a code that is shown once, ended. */

import { mdiHomeCityOutline } from "@mdi/js";
import { useSignal } from "@preact/signals";
import { formatTime } from "../../i18n/index.ts";
import { awayFrom } from "../../model/away.ts";
import { ActionForm } from "../../parts/ActionForm.tsx";
import { useAction } from "../../parts/action.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { Field, textOf } from "../../parts/form.tsx";
import { useResource } from "../../parts/resource.ts";
import { Empty, ErrorNote, Read } from "../../parts/states.tsx";
import { AGE_HEADER, away } from "../../state/away.ts";
import { ask, tellDone } from "../../state/notices.ts";
import { client } from "../../state/session.ts";
import { w } from "./words.ts";

/** Not part of the published contract. */
interface Relay {
  readonly id: string;
  readonly name: string;
  readonly state: "waiting" | "active" | "replaced";
  readonly paired_at?: string;
  readonly fingerprint?: string;
}
interface Code {
  readonly name: string;
  readonly code: string;
  readonly expires: string;
}

/** `undefined`: the home is served without relays. */
async function readRelays() {
  const { data: health, headers } = await client.GET("/health", { retries: 0 });
  const age = headers?.get(AGE_HEADER) ?? null;
  if (health && !awayFrom(health.components, age).isRemote) return { data: { relays: undefined } };
  const { data, error } = await client.request("GET", "/relays");
  if (error === undefined) return { data: { relays: data as readonly Relay[] | undefined } };
  return error.status === 501 ? { data: { relays: undefined } } : { error };
}

const ShownCode = ({ name, code, expires, onClose }: Code & { readonly onClose: () => void }) => (
  <Dialog title={w("cloud.code", { name })} onClose={onClose}>
    <div class="stack">
      <p>{w("cloud.code.text", { time: formatTime(expires) })}</p>
      <p class="panel">
        <code>
          npm run relay -- pair {location.origin} {code}
        </code>
      </p>
      <div class="row end">
        <button type="button" class="primary" onClick={onClose}>
          {w("cloud.close")}
        </button>
      </div>
    </div>
  </Dialog>
);

const Row = ({
  relay,
  isBusy,
  onEnd,
}: {
  readonly relay: Relay;
  readonly isBusy: boolean;
  readonly onEnd: () => void;
}) => (
  <li>
    <div>
      <b>{relay.name}</b>
      <small>
        {[
          relay.paired_at && w("cloud.paired", { time: formatTime(relay.paired_at) }),
          relay.fingerprint && `${w("cloud.key")} ${relay.fingerprint.slice(0, 16)}`,
        ]
          .filter(Boolean)
          .join(" · ")}
      </small>
    </div>
    <span class={`tag ${relay.state === "active" ? "good" : ""}`}>{w(`cloud.state.${relay.state}`)}</span>
    <button
      type="button"
      class="danger"
      disabled={isBusy}
      aria-label={w("cloud.end.named", { name: relay.name })}
      onClick={onEnd}
    >
      {w("cloud.end")}
    </button>
  </li>
);

function Relays({ relays, reload }: { readonly relays: readonly Relay[]; readonly reload: () => Promise<void> }) {
  const action = useAction();
  const code = useSignal<Code | undefined>(undefined);
  const pair = async (form: HTMLFormElement) => {
    const name = textOf(new FormData(form), "name");
    const done = await action.run(() => client.request("POST", "/relays", { body: { name } }));
    if (done?.data === undefined) return;
    code.value = { ...(done.data as Omit<Code, "name">), name };
    form.reset();
    await reload();
  };
  const end = async ({ id, name }: Relay) => {
    if (!(await ask(w("cloud.end.ask", { name }), w("cloud.end")))) return;
    const done = await action.run(() => client.request("DELETE", "/relays/{id}", { params: { path: { id } } }));
    if (done !== undefined) tellDone(w("cloud.ended", { name }));
    await reload();
  };
  return (
    <div class="stack">
      <p class="dim">{w("cloud.text")}</p>
      {away.value === undefined ? (
        <p>
          <span class="tag good">{w("cloud.here")}</span>
        </p>
      ) : (
        <p class="refused">{w("cloud.away")}</p>
      )}
      {action.problem && <ErrorNote problem={action.problem} />}
      {relays.length === 0 ? (
        <p>{w("cloud.relays.none")}</p>
      ) : (
        <ul class="rows">
          {relays.map((relay) => (
            <Row key={relay.id} relay={relay} isBusy={action.isBusy} onEnd={() => void end(relay)} />
          ))}
        </ul>
      )}
      <ActionForm submit={w("cloud.pair")} isOff={action.isBusy} onSubmit={pair}>
        <Field label={w("cloud.name")} error={action.errorAt("name")}>
          {(tied) => <input {...tied} name="name" required maxLength={80} />}
        </Field>
      </ActionForm>
      {code.value && <ShownCode {...code.value} onClose={() => (code.value = undefined)} />}
    </div>
  );
}

export function Cloud() {
  const relays = useResource(readRelays, []);
  return (
    <Read of={relays}>
      {({ relays: known }) =>
        known === undefined ? (
          <Empty icon={mdiHomeCityOutline} title={w("cloud.none")}>
            <p>{w("cloud.none.text")}</p>
          </Empty>
        ) : (
          <Relays relays={known} reload={relays.reload} />
        )
      }
    </Read>
  );
}
