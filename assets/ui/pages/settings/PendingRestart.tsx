/** What was changed and waits for the next start of the program. */

import { language } from "../../i18n/index.ts";
import { useAction } from "../../parts/action.ts";
import { away } from "../../state/away.ts";
import { ask, tellDone } from "../../state/notices.ts";
import { client } from "../../state/session.ts";
import { Icon } from "../../views/Icon.tsx";
import { fieldLabel } from "./fields.ts";
import { w } from "./words.ts";

export function PendingRestart({ fields }: { readonly fields: readonly string[] }) {
  const action = useAction();
  if (fields.length === 0) return null;
  const restart = async () => {
    if (!(await ask(w("restart.ask"), w("restart.yes")))) return;
    if (await action.run(() => client.POST("/system/restart", { retries: 0 }))) tellDone(w("restart.begun"));
  };
  const labels = fields.map((path) => fieldLabel({ path, members: [] }, language.value));
  return (
    <section class="panel pending-restart" aria-label={w("pending.title")}>
      <Icon name="alert" />
      <div>
        <b>{w("pending.title")}</b>
        <small>{w("pending.text", { fields: labels.join(", ") })}</small>
        {action.problem && (
          <small class="refused" role="alert">
            {action.problem.status === 404 ? w("restart.none") : action.problem.detail}
          </small>
        )}
      </div>
      <button type="button" disabled={action.isBusy || away.value !== undefined} onClick={() => void restart()}>
        {w("restart.now")}
      </button>
    </section>
  );
}
