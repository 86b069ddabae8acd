/** Everything that can be configured, made of the one schema that the server has. */
import { language } from "../../i18n/index.ts";
import { linkTo } from "../../model/route.ts";
import { AwayNote } from "../../parts/AwayNote.tsx";
import { useResource } from "../../parts/resource.ts";
import { Read } from "../../parts/states.tsx";
import { client, may } from "../../state/session.ts";
import type { PageProps } from "../entry.ts";
import { Changes } from "./Changes.tsx";
import { sectionName } from "./fields.ts";
import { PendingRestart } from "./PendingRestart.tsx";
import { SectionForm } from "./SectionForm.tsx";
import { w } from "./words.ts";

const CHANGES = "changes";

const Link = ({ to, label, isShown }: { readonly to: string; readonly label: string; readonly isShown: boolean }) => (
  <li>
    <a href={linkTo("settings", to)} aria-current={isShown ? "page" : undefined}>
      {label}
    </a>
  </li>
);

function Sections({ names, shown }: { readonly names: readonly string[]; readonly shown: string | undefined }) {
  return (
    <nav class="settings-sections" aria-label={w("sections")}>
      <ul>
        {names.map((name) => (
          <Link key={name} to={name} label={sectionName(name, language.value)} isShown={name === shown} />
        ))}
        <Link to={CHANGES} label={w("changes")} isShown={shown === CHANGES} />
      </ul>
    </nav>
  );
}

export default function SettingsPage({ rest: [shown] }: PageProps) {
  const schema = useResource(() => client.GET("/config/schema"), []);
  const pending = useResource(() => client.GET("/system/restart-pending"), []);
  return (
    <main id="content" tabIndex={-1} class="settings">
      <h1>{w("title")}</h1>
      <AwayNote />
      {!may("admin") ? (
        <p class="panel">{w("forbidden")}</p>
      ) : (
        <Read of={schema}>
          {(known) => (
            <>
              <PendingRestart fields={pending.data?.fields ?? []} />
              <div class={`settings-columns${shown === undefined ? " choosing" : ""}`}>
                <Sections names={known.sections} shown={shown} />
                {shown === CHANGES ? (
                  <Changes />
                ) : shown !== undefined && known.sections.includes(shown) ? (
                  <SectionForm key={shown} schema={known} section={shown} onSaved={() => void pending.reload()} />
                ) : (
                  <p class="dim">{w("choose")}</p>
                )}
              </div>
            </>
          )}
        </Read>
      )}
    </main>
  );
}
