/** What the apps shall see: everything that can be shown, with a verdict, and what somebody has chosen. */

import { useSignal } from "@preact/signals";
import { compareNames } from "../../i18n/index.ts";
import { AtHome } from "../../parts/AtHome.tsx";
import { Check } from "../../parts/form.tsx";
import { None } from "../../parts/None.tsx";
import { useResource } from "../../parts/resource.ts";
import { SearchField } from "../../parts/SearchField.tsx";
import { Read } from "../../parts/states.tsx";
import { useTyped } from "../../parts/unsaved.ts";
import { tellDone } from "../../state/notices.ts";
import { client, may } from "../../state/session.ts";
import { busy, whileBusy } from "../../state/write.ts";
import { type Exposure, exposureId, nameOf, rowsOf, updateOf } from "./model.ts";
import { t } from "./words.ts";

const busyId = (row: Exposure): string => `matter/row/${exposureId(row)}`;
/** Rows of one request (docs/matter.md). */
const BULK = 500;

const choose = (row: Exposure, enabled: boolean, name?: string): Promise<boolean> =>
  whileBusy(busyId(row), nameOf(row), () => client.PUT("/matter/exposable", { body: updateOf(row, enabled, name) }));

async function chooseAll(rows: readonly Exposure[], enabled: boolean): Promise<void> {
  const items = rows
    .filter((row) => row.enabled !== enabled && (row.mappable !== "unmappable" || !enabled))
    .slice(0, BULK)
    .map((row) => updateOf(row, enabled));
  if (items.length === 0) return;
  const done = await whileBusy("matter/bulk", t("exposures.title"), () =>
    client.POST("/matter/exposable/bulk", { body: { items } }),
  );
  if (done) tellDone(t("done.bulk", { count: items.length }));
}

const Verdict = ({ row }: { readonly row: Exposure }) => {
  const { mappable, reason, not_shown_by: apps = [] } = row;
  return (
    <small>
      {[
        mappable === "mappable" ? undefined : t(`verdict.${mappable}`),
        reason,
        apps.length > 0 && t("verdict.apps", { apps: apps.join(", ") }),
      ]
        .filter(Boolean)
        .join(" · ") || t("verdict.mappable")}
    </small>
  );
};

interface RowProps {
  readonly row: Exposure;
  readonly onChanged: () => Promise<void>;
}

function Row({ row, onChanged }: RowProps) {
  const isBusy = busy.value.has(busyId(row));
  const typed = useTyped();
  const change = async (enabled: boolean, name?: string) => {
    if (!(await choose(row, enabled, name))) return;
    if (name !== undefined) typed.isDirty.value = false;
    await onChanged();
  };
  return (
    <li class={isBusy ? "busy" : ""}>
      {may("admin") && (row.mappable !== "unmappable" || row.enabled) ? (
        <div class="exposure">
          <Check label={nameOf(row)} checked={row.enabled} disabled={isBusy} onChange={(on) => void change(on)} />
          <Verdict row={row} />
        </div>
      ) : (
        <div>
          <b>{nameOf(row)}</b>
          {row.enabled && ` (${t("exposure.shown")})`}
          <Verdict row={row} />
        </div>
      )}
      {row.enabled && may("admin") && (
        <form
          class="typed"
          onInput={typed.onInput}
          onSubmit={(event) => {
            event.preventDefault();
            void change(true, String(new FormData(event.currentTarget).get("name") ?? ""));
          }}
        >
          <input
            name="name"
            key={row.friendly_name ?? ""}
            defaultValue={row.friendly_name ?? ""}
            maxLength={128}
            placeholder={t("exposure.name")}
            aria-label={t("exposure.name.named", { name: nameOf(row) })}
          />
          <button type="submit" disabled={isBusy}>
            {t("exposure.rename")}
          </button>
        </form>
      )}
    </li>
  );
}

export function Exposures({ moved }: { readonly moved: number }) {
  const exposable = useResource(() => client.GET("/matter/exposable"), []);
  const search = useSignal("");
  const withUnknown = useSignal(false);
  const seen = useSignal(moved);
  if (seen.value !== moved) {
    seen.value = moved;
    void exposable.reload();
  }
  return (
    <section class="group">
      <h2>{t("exposures.title")}</h2>
      <p class="dim">{t("exposures.text")}</p>
      <div class="row exposure-tools">
        <SearchField search={search} label={t("exposures.search")} />
        <Check
          label={t("exposures.unknown")}
          checked={withUnknown.value}
          onChange={(on) => {
            withUnknown.value = on;
          }}
        />
      </div>
      <Read of={exposable}>
        {({ items }) => {
          const rows = rowsOf(items, search.value, withUnknown.value, compareNames);
          return (
            <AtHome>
              {may("admin") && rows.length > 0 && (
                <p class="row">
                  {([true, false] as const).map((on) => (
                    <button
                      key={String(on)}
                      type="button"
                      disabled={busy.value.has("matter/bulk")}
                      onClick={async () => {
                        await chooseAll(rows, on);
                        await exposable.reload();
                      }}
                    >
                      {t(on ? "exposures.all" : "exposures.none")}
                    </button>
                  ))}
                </p>
              )}
              {rows.length === 0 ? (
                <None of={["devices"]} asked={exposable}>
                  <p class="dim">{t("exposures.nothing")}</p>
                </None>
              ) : (
                <ul class="rows exposures">
                  {rows.map((row) => (
                    <Row key={exposureId(row)} row={row} onChanged={exposable.reload} />
                  ))}
                </ul>
              )}
            </AtHome>
          );
        }}
      </Read>
    </section>
  );
}
