/** Every device that runs on batteries: those that are low first, which kind they take, when they were changed. */
import { mdiBatteryOutline, mdiCalendarEdit } from "@mdi/js";
import { computed, useSignal } from "@preact/signals";
import { compareNames, formatDay, formatNumber, t } from "../../i18n/index.ts";
import { type Battery, batteriesOf, batteryId, neededFor, readChanged, withChanged } from "../../model/batteries.ts";
import { deviceLink } from "../../model/route.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { Field } from "../../parts/form.tsx";
import { None } from "../../parts/None.tsx";
import { RowButton } from "../../parts/RowButton.tsx";
import { Empty } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/Table.tsx";
import { devices, pulse } from "../../state/live.ts";
import { tellRefusal } from "../../state/notices.ts";
import { arePreferencesRead, keepPreference, preferences } from "../../state/preferences.ts";
import { w } from "./words.ts";

const batteries = computed(() => {
  pulse.value;
  return batteriesOf(devices.value, compareNames);
});
const changed = computed(() => readChanged(preferences.value.batteries));

const kindOf = ({ type, cells }: Battery): string | undefined =>
  type === undefined ? undefined : w("pieces", { count: cells ?? 1, type });

async function note({ device }: Battery, day: string | undefined): Promise<void> {
  const problem = await keepPreference("batteries", (before) => withChanged(before, batteryId(device), day));
  if (problem !== undefined) tellRefusal(device.summary.name, problem);
}

/** As a field of a date has it, where the browser is. */
function today(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

function NoteDialog({ battery, onClose }: { readonly battery: Battery; readonly onClose: () => void }) {
  const before = changed.value.get(batteryId(battery.device));
  const keep = (day: string | undefined) => {
    onClose();
    void note(battery, day);
  };
  return (
    <Dialog title={w("note.title", { name: battery.device.summary.name })} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          keep(String(new FormData(event.currentTarget).get("day")));
        }}
      >
        <p>{w("note.text")}</p>
        <Field label={w("note.day")}>
          {(tied) => <input {...tied} type="date" name="day" required max={today()} defaultValue={before ?? today()} />}
        </Field>
        <div class="row end">
          {before !== undefined && (
            <button type="button" onClick={() => keep(undefined)}>
              {w("note.forget")}
            </button>
          )}
          <button type="button" onClick={onClose}>
            {t("confirm.cancel")}
          </button>
          <button type="submit" class="primary">
            {w("note.save")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function Changed({ battery }: { readonly battery: Battery }) {
  const isNoting = useSignal(false);
  const open = (now: boolean) => {
    isNoting.value = now;
  };
  const day = changed.value.get(batteryId(battery.device));
  return (
    <span class="battery-changed">
      {day === undefined ? (
        <span class="dim">{arePreferencesRead.value ? w("changed.never") : t("tile.unknown")}</span>
      ) : (
        formatDay(day)
      )}
      <RowButton
        icon={mdiCalendarEdit}
        label={w("note.named", { name: battery.device.summary.name })}
        onClick={() => open(true)}
      />
      {isNoting.value && <NoteDialog battery={battery} onClose={() => open(false)} />}
    </span>
  );
}

const Device = ({ device: { central, address, summary } }: Battery) => (
  <>
    <a href={deviceLink(central, address)}>{summary.name}</a>
    <small>{[...(summary.rooms ?? []), summary.model_label ?? summary.model].join(" · ")}</small>
  </>
);

function State({ isLow }: Battery) {
  if (isLow === undefined) return <span class="dim">{w("state.unknown")}</span>;
  return <span class={`tag ${isLow ? "bad" : "good"}`}>{w(isLow ? "state.low" : "state.good")}</span>;
}

const columns = (): Column<Battery>[] => [
  { key: "device", title: w("device"), cell: Device },
  { key: "state", title: w("state"), cell: State },
  { key: "kind", title: w("kind"), cell: (one) => kindOf(one) ?? "–" },
  {
    key: "voltage",
    title: w("voltage"),
    cell: ({ voltage }) => (voltage === undefined ? "–" : `${formatNumber(voltage)}\u00a0V`),
  },
  { key: "changed", title: w("changed"), cell: (one) => <Changed battery={one} /> },
];

/** What to take along to the shop. */
function Needed({ all }: { readonly all: readonly Battery[] }) {
  const low = all.filter(({ isLow }) => isLow === true);
  if (low.length === 0) return <p>{w("all", { count: all.length })}</p>;
  const { pieces, unnamed } = neededFor(low);
  if (pieces.length === 0) return <p>{w("needed.unknown", { count: low.length })}</p>;
  const list = pieces.map(({ type, count }) => w("pieces", { count, type }));
  if (unnamed > 0) list.push(w("unnamed", { count: unnamed }));
  return <p>{w("needed", { count: low.length, list: list.join(", ") })}</p>;
}

export default function BatteriesPage() {
  const all = batteries.value;
  return (
    <main id="content" tabIndex={-1}>
      <h1>{w("title")}</h1>
      {all.length === 0 ? (
        <None of={["devices"]}>
          <Empty icon={mdiBatteryOutline} title={w("none")} />
        </None>
      ) : (
        <>
          <Needed all={all} />
          <p class="dim">{w("changed.own")}</p>
          <div class="stacked panel batteries">
            <Table label={w("list")} columns={columns()} rows={all} keyOf={({ device }) => batteryId(device)} />
          </div>
        </>
      )}
    </main>
  );
}
