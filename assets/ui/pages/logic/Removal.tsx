/** The end of a variable: first which programs use it. */

import { t } from "../../i18n/index.ts";
import { useAction } from "../../parts/action.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { useResource } from "../../parts/resource.ts";
import { ErrorNote, Loading } from "../../parts/states.tsx";
import { away } from "../../state/away.ts";
import { client } from "../../state/session.ts";
import type { Sysvar } from "./model.ts";
import { w } from "./words.ts";

interface RemovalProps {
  readonly sysvar: Sysvar;
  readonly onClose: () => void;
  readonly onDone: () => Promise<void>;
}

export function Removal({ sysvar: { name, central }, onClose, onDone }: RemovalProps) {
  const options = { params: { path: { name }, query: { central } } };
  const usage = useResource(() => client.GET("/sysvars/{name}/usage", options), [name, central]);
  const action = useAction();
  const programs = usage.data?.programs;
  return (
    <Dialog title={w("remove.title", { name })} onClose={onClose}>
      <div class="stack">
        <p>{w("remove.final")}</p>
        {usage.problem && (
          <>
            <p>{w("remove.unknown")}</p>
            <ErrorNote problem={usage.problem} retry={() => void usage.reload()} />
          </>
        )}
        {programs === undefined && usage.isReading && <Loading />}
        {programs?.length === 0 && <p>{w("remove.unused")}</p>}
        {programs !== undefined && programs.length > 0 && (
          <div class="problem">
            <div>
              {w("remove.used")}
              <ul class="logic-used">
                {programs.map((program) => (
                  <li key={program.id}>{program.name}</li>
                ))}
              </ul>
            </div>
          </div>
        )}
        {action.problem && <ErrorNote problem={action.problem} />}
        <div class="row end">
          <button type="button" onClick={onClose}>
            {t("confirm.cancel")}
          </button>
          <button
            type="button"
            class="primary"
            disabled={
              action.isBusy || away.value !== undefined || (programs === undefined && usage.problem === undefined)
            }
            onClick={async () => {
              if ((await action.run(() => client.DELETE("/sysvars/{name}", options))) !== undefined) await onDone();
            }}
          >
            {w("remove")}
          </button>
        </div>
      </div>
    </Dialog>
  );
}
