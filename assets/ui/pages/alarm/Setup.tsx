/** The zones, and everything about one of them. */

import { linkTo } from "../../model/route.ts";
import { textOf } from "../../parts/form.tsx";
import { useResource } from "../../parts/resource.ts";
import { Empty, Read } from "../../parts/states.tsx";
import { useTyped } from "../../parts/unsaved.ts";
import { readAlarm } from "../../state/alarm.ts";
import { away } from "../../state/away.ts";
import { tellDone } from "../../state/notices.ts";
import { client, may } from "../../state/session.ts";
import { busy, whileBusy } from "../../state/write.ts";
import { usualZone } from "./proposals.ts";
import { t } from "./words.ts";
import { ZoneEditor } from "./ZoneEditor.tsx";

const NEW = "alarm/new-zone";

/** @returns whether it was made */
async function create(name: string): Promise<boolean> {
  const done = await whileBusy(NEW, name, () => client.POST("/alarm/zones", { body: { name, config: usualZone() } }));
  if (!done) return false;
  tellDone(t("done.zone", { name }));
  await readAlarm();
  return true;
}

function NewZone({ onMade }: { readonly onMade: () => void }) {
  const typed = useTyped();
  return (
    <form
      class="row panel"
      onInput={typed.onInput}
      onReset={typed.onReset}
      onSubmit={async (event) => {
        event.preventDefault();
        const form = event.currentTarget;
        const name = textOf(new FormData(form), "name");
        if (name === "") return;
        if (!(await create(name))) return;
        form.reset();
        onMade();
      }}
    >
      <label class="field grow">
        {t("setup.new")}
        <input name="name" required maxLength={200} />
      </label>
      <button type="submit" disabled={busy.value.has(NEW) || away.value !== undefined}>
        {t("setup.new.make")}
      </button>
    </form>
  );
}

export function Setup({ zone }: { readonly zone: string | undefined }) {
  const zones = useResource(() => client.GET("/alarm/zones"), []);
  return (
    <Read of={zones}>
      {(all) => {
        const shown = all.find(({ id }) => id === zone);
        if (zone !== undefined && shown === undefined) return <Empty title={t("setup.missing")} />;
        if (shown !== undefined) return <ZoneEditor key={shown.id} zone={shown} onChanged={zones.reload} />;
        return (
          <div class="stack">
            {all.length === 0 && (
              <Empty title={t("panel.none.title")}>
                <a class="button primary" href={linkTo("alarm", "wizard")}>
                  {t("panel.none.begin")}
                </a>
              </Empty>
            )}
            <ul class="rows">
              {all.map(({ id, name }) => (
                <li key={id}>
                  <div>
                    <b>{name}</b>
                  </div>
                  <span class="row">
                    <a class="button" href={linkTo("alarm", "setup", id)}>
                      {t("setup.open")}
                    </a>
                    <a class="button" href={linkTo("alarm", "walktest", id)}>
                      {t("tab.walktest")}
                    </a>
                  </span>
                </li>
              ))}
            </ul>
            {may("operator") && all.length > 0 && <NewZone onMade={() => void zones.reload()} />}
          </div>
        );
      }}
    </Read>
  );
}
