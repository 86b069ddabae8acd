/** How everything is, and what the program and people did. */
import { linkTo } from "../../model/route.ts";
import { AwayNote } from "../../parts/AwayNote.tsx";
import { Tabs } from "../../parts/Tabs.tsx";
import { may } from "../../state/session.ts";
import type { PageProps } from "../entry.ts";
import { Audit } from "./Audit.tsx";
import { Captures } from "./Captures.tsx";
import { Events } from "./Events.tsx";
import { Health } from "./Health.tsx";
import { Incidents } from "./Incidents.tsx";
import { Log } from "./Log.tsx";
import { w } from "./words.ts";

const PARTS = {
  health: Health,
  incidents: Incidents,
  audit: Audit,
  log: Log,
  capture: Captures,
  events: Events,
} as const;
type Part = keyof typeof PARTS;
const FOR_ADMINS: readonly Part[] = ["log", "capture", "events"];

export default function DiagnosticsPage({ rest: [asked = "health"] }: PageProps) {
  const parts = (Object.keys(PARTS) as Part[]).filter((part) => may("admin") || !FOR_ADMINS.includes(part));
  const part = parts.find((one) => one === asked) ?? "health";
  const Shown = PARTS[part];
  return (
    <main id="content" tabIndex={-1}>
      <h1>{w("title")}</h1>
      <AwayNote />
      <Tabs
        label={w("parts")}
        tabs={parts.map((one) => ({
          href: linkTo("diagnostics", one),
          label: w(`part.${one}`),
          isShown: one === part,
        }))}
      />
      <Shown />
    </main>
  );
}
