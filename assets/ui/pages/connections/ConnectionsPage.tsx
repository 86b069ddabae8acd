/** What others get of the home, and how the home gets into the cloud. */
import { PartsPage } from "../../parts/PartsPage.tsx";
import type { PageProps } from "../entry.ts";
import { Certificate } from "./Certificate.tsx";
import { Cloud } from "./Cloud.tsx";
import { Hidden } from "./Hidden.tsx";
import { Mqtt } from "./Mqtt.tsx";
import { Webhooks } from "./Webhooks.tsx";
import { w } from "./words.ts";

const PARTS = { mqtt: Mqtt, webhooks: Webhooks, hidden: Hidden, cloud: Cloud, certificate: Certificate };
const ROLES = { cloud: "admin", certificate: "admin" } as const;

export default function ConnectionsPage({ rest: [asked] }: PageProps) {
  return <PartsPage path="connections" w={w} parts={PARTS} roles={ROLES} asked={asked} />;
}
