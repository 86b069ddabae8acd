/** What differs from the last start, and who changed what. */
import { formatTime, language } from "../../i18n/index.ts";
import { useResource } from "../../parts/resource.ts";
import { Read } from "../../parts/states.tsx";
import { Table } from "../../parts/Table.tsx";
import { client } from "../../state/session.ts";
import { fieldLabel, sectionName } from "./fields.ts";
import { w } from "./words.ts";

/** Entries of the audit log that are shown. */
const LIMIT = 100;

/** The longest section that a field is in; many have a field `Switched on`. */
const sectionOf = (path: string): string | undefined => {
  const parts = path.split(".");
  const names = parts.map((_, index) => parts.slice(0, parts.length - index).join("."));
  return names.map((name) => sectionName(name, language.value)).find((words, index) => words !== names[index]);
};

/** `section=north.matter version=2` in words; `undefined`: something else was noted. */
function changed(note: string | undefined): string | undefined {
  const [, section, version] = /^section=(\S+) version=(\d+)$/.exec(note ?? "") ?? [];
  if (section === undefined || version === undefined) return undefined;
  return w("history.version", { section: sectionName(section, language.value), version });
}

export function Changes() {
  const differing = useResource(() => client.GET("/system/config-changes"), []);
  const audit = useResource(
    () => client.GET("/audit", { params: { query: { op: "config_section", limit: LIMIT } } }),
    [],
  );
  return (
    <div class="settings-changes">
      <section class="stacked panel">
        <h2>{w("history.since")}</h2>
        <Read of={differing}>
          {({ fields }) =>
            fields.length === 0 ? (
              <p class="dim">{w("history.none")}</p>
            ) : (
              <ul>
                {fields.map((path) => (
                  <li key={path}>
                    {[sectionOf(path), fieldLabel({ path, members: [] }, language.value)].filter(Boolean).join(": ")}
                    <small>{path}</small>
                  </li>
                ))}
              </ul>
            )
          }
        </Read>
      </section>
      <section class="stacked panel">
        <h2>{w("history.title")}</h2>
        <Read of={audit}>
          {(entries) =>
            entries.length === 0 ? (
              <p class="dim">{w("history.empty")}</p>
            ) : (
              <Table
                label={w("history.title")}
                rows={entries}
                keyOf={({ timestamp, note }) => `${timestamp}/${note}`}
                columns={[
                  { key: "when", title: w("history.when"), cell: ({ timestamp }) => formatTime(timestamp) },
                  { key: "who", title: w("history.who"), cell: ({ user }) => user ?? w("history.program") },
                  {
                    key: "what",
                    title: w("history.what"),
                    cell: ({ note, action }) => changed(note) ?? note ?? action,
                  },
                ]}
              />
            )
          }
        </Read>
      </section>
    </div>
  );
}
