/** What happened, by whom and why; as a list, by incident, and as a file. */
import { useSignal } from "@preact/signals";
import { formatTime } from "../../i18n/index.ts";
import { dayStart, type Entry, incidentsOf, journalCsv } from "../../model/alarm.ts";
import { linkTo } from "../../model/route.ts";
import { Field, Select } from "../../parts/form.tsx";
import { useResource } from "../../parts/resource.ts";
import { Empty, Read } from "../../parts/states.tsx";
import { journalGrew, zones } from "../../state/alarm.ts";
import { client } from "../../state/session.ts";
import { useReloadOn } from "./follow.ts";
import { eventWord, journalDetails, t } from "./words.ts";

const CLASSES = ["arm", "disarm", "trigger", "silence", "bypass", "fault", "test", "config"] as const;
type JournalClass = (typeof CLASSES)[number];
/** Entries of one look; the most that a file holds (contract). */
const SHOWN = 200;
const EXPORTED = 5_000;

interface Filter {
  readonly zone: string;
  readonly class: string;
  readonly from: string;
  readonly to: string;
}

const queryOf = (filter: Filter, limit: number) => ({
  limit,
  ...(filter.zone !== "" && { zone: filter.zone }),
  ...(filter.class !== "" && { class: filter.class as JournalClass }),
  ...(filter.from !== "" && { from: dayStart(filter.from) }),
  // the day that is named is part of it
  ...(filter.to !== "" && { to: dayStart(filter.to, 1) }),
});

const zoneName = (id: string): string =>
  id === "" ? t("journal.panel") : (zones.value.find((zone) => zone.id === id)?.name ?? id);

/** A file of the browser's own: the server is asked for no more than it shows. */
function download(name: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 0);
}

async function exportCsv(filter: Filter): Promise<void> {
  const { data } = await client.GET("/alarm/journal", { params: { query: queryOf(filter, EXPORTED) } });
  // with a mark, so that spreadsheets read umlauts
  if (data) download(`alarm-${new Date().toISOString().slice(0, 10)}.csv`, `\u{feff}${journalCsv(data, zoneName)}`);
}

const Filters = ({ filter, onChange }: { readonly filter: Filter; readonly onChange: (next: Filter) => void }) => (
  <div class="fields filters">
    <Select
      label={t("journal.zone")}
      value={filter.zone}
      options={[
        { value: "", label: t("journal.all") },
        ...zones.value.map(({ id, name }) => ({ value: id, label: name })),
      ]}
      onChange={(zone) => onChange({ ...filter, zone })}
    />
    <Select
      label={t("journal.class")}
      value={filter.class}
      options={[
        { value: "", label: t("journal.all") },
        ...CLASSES.map((value) => ({ value, label: t(`journal.${value}`) })),
      ]}
      onChange={(value) => onChange({ ...filter, class: value })}
    />
    {(["from", "to"] as const).map((bound) => (
      <Field key={bound} label={t(`journal.${bound}`)}>
        {(tied) => (
          <input
            {...tied}
            type="date"
            value={filter[bound]}
            onChange={(event) => onChange({ ...filter, [bound]: event.currentTarget.value })}
          />
        )}
      </Field>
    ))}
  </div>
);

const Line = ({ entry }: { readonly entry: Entry }) => {
  const details = journalDetails(entry);
  return (
    <li class={entry.class}>
      <time dateTime={entry.when}>{formatTime(entry.when)}</time>
      <div>
        <b>{eventWord(entry.event)}</b>
        <small>
          {[
            zoneName(entry.zone_id),
            t(`journal.${entry.class}`),
            // what the program did by itself, nobody has done
            entry.actor?.startsWith("engine:") ? undefined : entry.actor,
            entry.incident_id && t("journal.incident", { id: entry.incident_id }),
            details,
          ]
            .filter(Boolean)
            .join(" · ")}
        </small>
      </div>
    </li>
  );
};

const Incidents = ({ entries }: { readonly entries: readonly Entry[] }) => {
  const incidents = incidentsOf(entries);
  if (incidents.length === 0) return <Empty title={t("journal.noincident")} />;
  return (
    <>
      {incidents.map((incident) => (
        <details key={incident.id} class="panel">
          <summary>
            <b>{t("journal.incident", { id: incident.id })}</b>{" "}
            <span class="dim">
              {zoneName(incident.zone)} · {formatTime(incident.from)}
            </span>
          </summary>
          <ul class="journal">
            {incident.entries.map((entry) => (
              <Line key={entry.id} entry={entry} />
            ))}
          </ul>
        </details>
      ))}
    </>
  );
};

export function Journal({ isByIncident }: { readonly isByIncident: boolean }) {
  const filter = useSignal<Filter>({ zone: "", class: "", from: "", to: "" });
  const asked = filter.value;
  const entries = useResource(
    () => client.GET("/alarm/journal", { params: { query: queryOf(asked, isByIncident ? EXPORTED : SHOWN) } }),
    [asked, isByIncident],
  );
  useReloadOn(journalGrew.value, entries.reload);
  return (
    <>
      <Filters
        filter={asked}
        onChange={(next) => {
          filter.value = next;
        }}
      />
      <div class="row journal-tools">
        <a class="button" href={linkTo("alarm", "journal", ...(isByIncident ? [] : ["incidents"]))}>
          {t(isByIncident ? "journal.list" : "journal.byincident")}
        </a>
        <button type="button" onClick={() => void exportCsv(asked)}>
          {t("journal.csv")}
        </button>
      </div>
      <Read of={entries}>
        {(rows) => {
          if (isByIncident) return <Incidents entries={rows} />;
          if (rows.length === 0) return <Empty title={t("journal.none")} />;
          return (
            <>
              <ul class="journal panel">
                {rows.map((entry) => (
                  <Line key={entry.id} entry={entry} />
                ))}
              </ul>
              {rows.length === SHOWN && <p class="dim">{t("journal.more", { count: SHOWN })}</p>}
            </>
          );
        }}
      </Read>
    </>
  );
}
