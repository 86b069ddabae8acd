/** How everything is, and what the program and people did. */
import { PartsPage } from "../../parts/PartsPage.tsx";
import type { PageProps } from "../entry.ts";
import { Audit } from "./Audit.tsx";
import { Captures } from "./Captures.tsx";
import { Events } from "./Events.tsx";
import { Health } from "./Health.tsx";
import { Incidents } from "./Incidents.tsx";
import { Log } from "./Log.tsx";
import { w } from "./words.ts";

const PARTS = { health: Health, incidents: Incidents, audit: Audit, log: Log, capture: Captures, events: Events };
const ROLES = { log: "admin", capture: "admin", events: "admin" } as const;

export default function DiagnosticsPage({ rest: [asked] }: PageProps) {
  return <PartsPage path="diagnostics" w={w} parts={PARTS} roles={ROLES} asked={asked} />;
}
