/** The alarm panel: what state it is in, and everything about it. */

import { mdiShieldOff } from "@mdi/js";
import { useEffect } from "preact/hooks";
import { linkTo } from "../../model/route.ts";
import { AwayNote } from "../../parts/AwayNote.tsx";
import { Empty, ErrorNote, Loading } from "../../parts/states.tsx";
import { Tabs } from "../../parts/Tabs.tsx";
import { alarmProblem, presence, readAlarm } from "../../state/alarm.ts";
import { may } from "../../state/session.ts";
import type { PageProps } from "../entry.ts";
import { Codes } from "./Codes.tsx";
import { Journal } from "./Journal.tsx";
import { Panel } from "./Panel.tsx";
import { Setup } from "./Setup.tsx";
import { WalkTest } from "./WalkTest.tsx";
import { Wizard } from "./Wizard.tsx";
import { t } from "./words.ts";

const TABS = ["", "journal", "setup", "codes"] as const;
const NAMES = { "": "panel", journal: "journal", setup: "setup", codes: "codes" } as const;

const Navigation = ({ at }: { readonly at: string }) => (
  <Tabs
    label={t("title")}
    tabs={TABS.filter((tab) => tab !== "codes" || may("operator")).map((tab) => ({
      href: tab === "" ? linkTo("alarm") : linkTo("alarm", tab),
      label: t(`tab.${NAMES[tab]}`),
      isShown: at === tab || (tab === "setup" && (at === "wizard" || at === "walktest")),
    }))}
  />
);

function Shown({ rest: [tab = "", second] }: PageProps) {
  if (tab === "journal") return <Journal isByIncident={second === "incidents"} />;
  if (tab === "setup") return <Setup zone={second} />;
  if (tab === "wizard") return <Wizard />;
  if (tab === "walktest" && second !== undefined) return <WalkTest zone={second} />;
  if (tab === "codes" && may("operator")) return <Codes />;
  return <Panel />;
}

function Inside({ rest }: PageProps) {
  if (presence.value === "off")
    return (
      <Empty icon={mdiShieldOff} title={t("off.title")}>
        <p>{t("off.text")}</p>
      </Empty>
    );
  if (presence.value === "loading") return <Loading />;
  return (
    <>
      <Navigation at={rest[0] ?? ""} />
      {presence.value === "unknown" && alarmProblem.value && (
        <ErrorNote problem={alarmProblem.value} retry={() => void readAlarm()} />
      )}
      {presence.value === "on" && <Shown rest={rest} />}
    </>
  );
}

export default function AlarmPage({ rest }: PageProps) {
  useEffect(() => void readAlarm(), []);
  return (
    <main id="content" tabIndex={-1}>
      <h1>{t("title")}</h1>
      <AwayNote />
      <Inside rest={rest} />
    </main>
  );
}
