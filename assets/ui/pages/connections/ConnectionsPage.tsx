/** What others get of the home, and how the home gets into the cloud. */
import { linkTo } from "../../model/route.ts";
import { AwayNote } from "../../parts/AwayNote.tsx";
import { Tabs } from "../../parts/Tabs.tsx";
import { may } from "../../state/session.ts";
import type { PageProps } from "../entry.ts";
import { Cloud } from "./Cloud.tsx";
import { Hidden } from "./Hidden.tsx";
import { Mqtt } from "./Mqtt.tsx";
import { Webhooks } from "./Webhooks.tsx";
import { w } from "./words.ts";

const PARTS = { mqtt: Mqtt, webhooks: Webhooks, hidden: Hidden, cloud: Cloud } as const;
type Part = keyof typeof PARTS;

export default function ConnectionsPage({ rest: [asked = "mqtt"] }: PageProps) {
  const parts = (Object.keys(PARTS) as Part[]).filter((part) => part !== "cloud" || may("admin"));
  const part = parts.find((one) => one === asked) ?? "mqtt";
  const Shown = PARTS[part];
  return (
    <main id="content" tabIndex={-1}>
      <h1>{w("title")}</h1>
      <AwayNote />
      <Tabs
        label={w("parts")}
        tabs={parts.map((one) => ({
          href: linkTo("connections", one),
          label: w(`part.${one}`),
          isShown: one === part,
        }))}
      />
      <Shown />
    </main>
  );
}
