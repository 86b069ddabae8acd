import { mdiLightningBoltOutline } from "@mdi/js";
import type { PageEntry } from "../entry.ts";

export const energy: PageEntry = {
  path: "energy",
  subject: "energy",
  section: "daily",
  icon: mdiLightningBoltOutline,
  title: { en: "Energy", de: "Energie" },
  text: { en: "What was consumed, by day, month and device", de: "Was verbraucht wurde: je Tag, Monat und Gerät" },
  hasSheet: true,
  load: () => import("./EnergyPage.tsx"),
};
