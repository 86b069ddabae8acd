/** CCUs of the local network: added with what is known of them, or ignored. */

import { mdiLanDisconnect } from "@mdi/js";
import { useSignal } from "@preact/signals";
import type { Problem } from "../../../../adapters/client/index.ts";
import { useAction } from "../../parts/action.ts";
import { useResource } from "../../parts/resource.ts";
import { Age, Empty, ErrorNote, Read } from "../../parts/states.tsx";
import { away } from "../../state/away.ts";
import { client } from "../../state/session.ts";
import { CcuForm } from "./CcuForm.tsx";
import type { Row } from "./model.ts";
import { w } from "./words.ts";

const proposed = ({
  name,
  suggested_host: host,
  serial,
}: {
  name: string;
  suggested_host: string;
  serial: string;
}) => ({
  name: name.replaceAll(/[^\w-]+/g, "-").replace(/^-|-$/g, "") || serial,
  host,
  serial,
});

/** @param onAdded otherwise the list is read anew */
export function Discovery({ onAdded }: { readonly onAdded?: (name: string) => void }) {
  const found = useResource(() => client.GET("/centrals/discovered"), []);
  const ignored = useResource(() => client.GET("/centrals/discovered/ignored"), []);
  const action = useAction();
  const added = useSignal<Partial<Row> | undefined>(undefined);
  const isAway = away.value !== undefined;
  const look = () => Promise.all([found.reload(), ignored.reload()]);
  const ignore = async (serial: string, isIgnored: boolean) => {
    const options = { params: { path: { serial } } };
    await action.run<{ error?: Problem | undefined }>(() =>
      isIgnored
        ? client.POST("/centrals/discovered/{serial}/ignore", options)
        : client.DELETE("/centrals/discovered/{serial}/ignore", options),
    );
    await look();
  };
  return (
    <div class="stack">
      <div class="bar">
        <p class="dim">{w("found.text")}</p>
        <button type="button" disabled={found.isReading} onClick={() => void look()}>
          {w("found.look")}
        </button>
      </div>
      {action.problem && <ErrorNote problem={action.problem} />}
      <Read of={found}>
        {(all) =>
          all.length === 0 ? (
            <Empty icon={mdiLanDisconnect} title={w("found.none")}>
              <p>{w("found.none.text")}</p>
            </Empty>
          ) : (
            <ul class="rows">
              {all.map((one) => (
                <li key={one.serial}>
                  <div>
                    <b>{one.name}</b>
                    <small>
                      {[one.model, one.host, one.serial].filter(Boolean).join(" · ")} · {w("found.seen")}{" "}
                      <Age at={one.last_seen} />
                    </small>
                  </div>
                  {one.already_configured ? (
                    <span class="tag good">{w("found.known")}</span>
                  ) : (
                    <>
                      <button
                        type="button"
                        aria-label={w("found.ignore.named", { name: one.name })}
                        disabled={isAway}
                        onClick={() => void ignore(one.serial, true)}
                      >
                        {w("found.ignore")}
                      </button>
                      <button
                        type="button"
                        class="primary"
                        aria-label={w("found.add.named", { name: one.name })}
                        disabled={isAway}
                        onClick={() => (added.value = proposed(one))}
                      >
                        {w("found.add")}
                      </button>
                    </>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Read>
      {(ignored.data ?? []).length > 0 && (
        <section class="group">
          <h2>{w("found.ignored")}</h2>
          <ul class="rows">
            {(ignored.data ?? []).map(({ serial, name = serial }) => (
              <li key={serial}>
                <div>
                  <b>{name}</b>
                  <small>{serial}</small>
                </div>
                <button
                  type="button"
                  aria-label={w("found.again.named", { name })}
                  disabled={isAway}
                  onClick={() => void ignore(serial, false)}
                >
                  {w("found.again")}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      {added.value && (
        <CcuForm
          row={added.value}
          isNew
          onClose={() => (added.value = undefined)}
          onSaved={onAdded ?? (() => void look())}
        />
      )}
    </div>
  );
}
