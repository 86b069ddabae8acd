/** What an administrator does with the CCU as a machine: backups, firmware, restarts. */
import { linkTo } from "../../model/route.ts";
import { AwayNote } from "../../parts/AwayNote.tsx";
import { Tabs } from "../../parts/Tabs.tsx";
import { may } from "../../state/session.ts";
import type { PageProps } from "../entry.ts";
import { Backups } from "./Backups.tsx";
import { Firmware } from "./Firmware.tsx";
import { Restart } from "./Restart.tsx";
import { w } from "./words.ts";

const PARTS = { backups: Backups, firmware: Firmware, restart: Restart } as const;
type Part = keyof typeof PARTS;

export default function BackupsPage({ rest: [asked = "backups"] }: PageProps) {
  const parts = (Object.keys(PARTS) as Part[]).filter((part) => part !== "restart" || may("admin"));
  const part = parts.find((one) => one === asked) ?? "backups";
  const Shown = PARTS[part];
  return (
    <main id="content" tabIndex={-1}>
      <h1>{w("title")}</h1>
      <AwayNote />
      <Tabs
        label={w("parts")}
        tabs={parts.map((one) => ({ href: linkTo("backups", one), label: w(`part.${one}`), isShown: one === part }))}
      />
      <Shown />
    </main>
  );
}
