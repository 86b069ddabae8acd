import { mdiConnection } from "@mdi/js";
import type { PageEntry } from "../entry.ts";

export const connections: PageEntry = {
  path: "connections",
  subject: "connections",
  section: "system",
  icon: mdiConnection,
  title: { en: "MQTT, webhooks, cloud", de: "MQTT, Webhooks, Cloud" },
  text: {
    en: "What others get of the home: state and tests; hidden parameters; relays of the cloud",
    de: "Was andere vom Zuhause bekommen: Zustand und Versuche; versteckte Parameter; Relays der Cloud",
  },
  load: () => import("./ConnectionsPage.tsx"),
};
