/** The times at which a device switches: a list, and one of them at a time to change. */

import { useSignal } from "@preact/signals";
import type { HomeDevice, Problem, Schemas } from "../../../../../adapters/client/index.ts";
import { Slider } from "../../../controls/parts.tsx";
import { formatNumber, t } from "../../../i18n/index.ts";
import { AtHome } from "../../../parts/AtHome.tsx";
import { Dialog } from "../../../parts/Dialog.tsx";
import { Check, Field, Select } from "../../../parts/form.tsx";
import { useResource } from "../../../parts/resource.ts";
import { ErrorNote } from "../../../parts/states.tsx";
import { away } from "../../../state/away.ts";
import { ask } from "../../../state/notices.ts";
import { client } from "../../../state/session.ts";
import { Icon } from "../../../views/Icon.tsx";
import { w } from "../words.ts";
import { DAYS, type DayName } from "./climate-model.ts";
import { byTime, CONDITIONS, daysInWords, type Entry, needsSun, newEntry, withEntry } from "./simple-model.ts";

interface SimpleEditorProps {
  readonly device: HomeDevice;
  readonly schedule: Schemas["Schedule"];
  readonly canEdit: boolean;
  readonly save: (entries: readonly Entry[]) => Promise<Problem | undefined>;
}

type Targets = NonNullable<Schemas["WeekProfileResponse"]["available_target_channels"]>;

const isSwitch = (domain: string | undefined): boolean => domain === "switch" || domain === "valve";

function levelWord(domain: string | undefined, { level, lock_action: action }: Entry): string {
  if (action !== undefined) return action.replaceAll("_", " ");
  if (isSwitch(domain)) return t(level > 0 ? "state.on" : "state.off");
  return `${formatNumber(Math.round(level * 100))}\u00a0%`;
}

function daysWord({ weekdays }: Entry): string {
  const days = daysInWords(weekdays);
  if (typeof days === "string") return w(`days.${days}`);
  return days.map((day) => w(`day.${day as DayName}`)).join(", ");
}

function timeWord(entry: Entry): string {
  if (!needsSun(entry)) return entry.time;
  const sun = w(entry.astro_type === "sunset" ? "sun.sunset" : "sun.sunrise");
  const offset = entry.astro_offset_minutes ?? 0;
  const shifted = offset === 0 ? sun : `${sun} ${offset > 0 ? "+" : "−"}${Math.abs(offset)}\u00a0min`;
  return entry.condition === "astro" ? shifted : `${entry.time} / ${shifted}`;
}

// ---------------------------------------------------------------- one entry

interface EntryDialogProps {
  readonly entry: Entry;
  readonly domain: string | undefined;
  readonly targets: Targets;
  readonly onSave: (entry: Entry) => Promise<Problem | undefined>;
  readonly onClose: () => void;
}

const Sun = ({ entry, set }: { readonly entry: Entry; readonly set: (some: Partial<Entry>) => void }) => (
  <>
    <Select
      label={w("entry.sun")}
      value={entry.astro_type ?? "sunrise"}
      options={[
        { value: "sunrise", label: w("sun.sunrise") },
        { value: "sunset", label: w("sun.sunset") },
      ]}
      onChange={(next) => set({ astro_type: next })}
    />
    <Field label={w("entry.offset")}>
      {(tied) => (
        <input
          {...tied}
          type="number"
          min={-720}
          max={720}
          value={entry.astro_offset_minutes ?? 0}
          onChange={(event) => set({ astro_offset_minutes: Number(event.currentTarget.value) })}
        />
      )}
    </Field>
  </>
);

function Level({
  entry,
  domain,
  set,
}: Pick<EntryDialogProps, "entry" | "domain"> & { set: (some: Partial<Entry>) => void }) {
  if (entry.lock_mode !== undefined) return null;
  if (isSwitch(domain))
    return (
      <Select
        label={w("entry.what")}
        value={entry.level > 0 ? "1" : "0"}
        options={[
          { value: "1", label: t("state.on") },
          { value: "0", label: t("state.off") },
        ]}
        onChange={(next) => set({ level: Number(next) })}
      />
    );
  return (
    <Slider label={w("entry.level")} value={entry.level * 100} onChange={(percent) => set({ level: percent / 100 })} />
  );
}

function EntryDialog({ entry: before, domain, targets, onSave, onClose }: EntryDialogProps) {
  const draft = useSignal(before);
  const problem = useSignal<Problem | undefined>(undefined);
  const entry = draft.value;
  const set = (some: Partial<Entry>) => {
    draft.value = { ...draft.value, ...some };
  };
  const pick = (list: readonly string[], one: string, on: boolean) =>
    on ? [...list, one] : list.filter((other) => other !== one);
  const send = async () => {
    problem.value = await onSave(entry);
    if (problem.value === undefined) onClose();
  };
  const channels = entry.target_channels ?? [];
  return (
    <Dialog title={w("entry.title")} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        {problem.value && <ErrorNote problem={problem.value} />}
        <fieldset class="boxes">
          <legend>{w("entry.days")}</legend>
          {DAYS.map((day) => (
            <Check
              key={day}
              label={w(`day.${day}`)}
              checked={entry.weekdays.includes(day)}
              onChange={(on) => set({ weekdays: pick(entry.weekdays, day, on) })}
            />
          ))}
        </fieldset>
        <Select
          label={w("entry.when")}
          value={entry.condition ?? "fixed_time"}
          options={CONDITIONS.map((value) => ({ value, label: w(`condition.${value}`) }))}
          onChange={(condition) =>
            set({ condition, ...(condition !== "fixed_time" && { astro_type: entry.astro_type ?? "sunrise" }) })
          }
        />
        {entry.condition !== "astro" && (
          <Field label={w("entry.time")}>
            {(tied) => (
              <input
                {...tied}
                type="time"
                required
                value={entry.time}
                onChange={(event) => set({ time: event.currentTarget.value })}
              />
            )}
          </Field>
        )}
        {needsSun(entry) && <Sun entry={entry} set={set} />}
        <Level entry={entry} domain={domain} set={set} />
        <Field label={w("entry.duration")} hint={w("entry.duration.hint")}>
          {(tied) => (
            <input
              {...tied}
              pattern="[0-9]+(ms|s|min|h)"
              value={entry.duration ?? ""}
              onChange={(event) => {
                const { duration: _, ...rest } = draft.value;
                const { value } = event.currentTarget;
                draft.value = value === "" ? rest : { ...rest, duration: value };
              }}
            />
          )}
        </Field>
        {Object.keys(targets).length > 0 && (
          <fieldset class="boxes">
            <legend>{w("entry.targets")}</legend>
            {Object.entries(targets).map(([key, { name }]) => (
              <Check
                key={key}
                label={name || key}
                checked={channels.includes(key)}
                onChange={(on) => set({ target_channels: pick(channels, key, on) })}
              />
            ))}
          </fieldset>
        )}
        <div class="row end">
          <button type="button" onClick={onClose}>
            {t("confirm.cancel")}
          </button>
          <button type="submit" class="primary" disabled={entry.weekdays.length === 0 || away.value !== undefined}>
            {w("form.save")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

// ---------------------------------------------------------------- the list

export function SimpleEditor({ device, schedule, canEdit, save }: SimpleEditorProps) {
  const open = useSignal<Entry | undefined>(undefined);
  const problem = useSignal<Problem | undefined>(undefined);
  const program = useResource(
    () =>
      client.GET("/devices/{addr}/channels/{no}/week_profile", {
        params: { path: { addr: device.address, no: schedule.channel.number }, query: { central: device.central } },
      }),
    [device.address, schedule.channel.number],
  );
  const targets = program.data?.available_target_channels ?? {};
  const entries = schedule.simple_entries ?? [];
  const remove = async (entry: Entry) => {
    if (!(await ask(w("entry.remove.ask", { time: timeWord(entry) }), w("entry.remove")))) return;
    problem.value = await save(entries.filter((one) => one !== entry));
  };
  const added = newEntry(entries, Object.keys(targets));
  const show = (entry: Entry | undefined) => {
    open.value = entry;
  };
  return (
    <>
      {problem.value && <ErrorNote problem={problem.value} />}
      {entries.length === 0 && <p class="dim">{w("entry.none")}</p>}
      <ul class="rows">
        {[...entries].sort(byTime).map((entry) => (
          <li key={entry.slot_no}>
            <div>
              <b>
                {timeWord(entry)} · {levelWord(schedule.domain, entry)}
              </b>
              <small>
                {[
                  daysWord(entry),
                  entry.duration && w("entry.for", { duration: entry.duration }),
                  (entry.target_channels ?? []).map((key) => targets[key]?.name ?? key).join(", "),
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </small>
            </div>
            {canEdit && (
              <AtHome>
                <button
                  type="button"
                  aria-label={w("entry.change", { time: timeWord(entry) })}
                  onClick={() => show(entry)}
                >
                  {w("change")}
                </button>
                <button
                  type="button"
                  class="round"
                  aria-label={w("entry.remove.named", { time: timeWord(entry) })}
                  onClick={() => void remove(entry)}
                >
                  <Icon name="close" />
                </button>
              </AtHome>
            )}
          </li>
        ))}
      </ul>
      {canEdit && (
        <button
          type="button"
          class="primary"
          disabled={added === undefined || away.value !== undefined}
          onClick={() => show(added)}
        >
          <Icon name="plus" /> {w("entry.add")}
        </button>
      )}
      {open.value && (
        <EntryDialog
          entry={open.value}
          domain={schedule.domain}
          targets={targets}
          onClose={() => show(undefined)}
          onSave={(entry) => save(withEntry(entries, entry))}
        />
      )}
    </>
  );
}
