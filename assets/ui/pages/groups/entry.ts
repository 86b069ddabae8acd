import { mdiHomeThermometerOutline } from "@mdi/js";
import type { PageEntry } from "../entry.ts";

export const groups: PageEntry = {
  path: "groups",
  subject: "groups",
  section: "devices",
  icon: mdiHomeThermometerOutline,
  title: { en: "Heating groups", de: "Heizgruppen" },
  text: { en: "Thermostats that heat together", de: "Thermostate, die gemeinsam heizen" },
  hasSheet: true,
  load: () => import("./GroupsPage.tsx"),
};
