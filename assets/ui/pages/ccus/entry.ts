import { mdiServerNetwork } from "@mdi/js";
import type { PageEntry } from "../entry.ts";

export const ccus: PageEntry = {
  path: "ccus",
  subject: "ccus",
  section: "system",
  icon: mdiServerNetwork,
  title: { en: "CCUs and interfaces", de: "CCUs und Schnittstellen" },
  text: {
    en: "Add, find and change CCUs; how well they reach the devices",
    de: "CCUs hinzufügen, finden und ändern; wie gut sie die Geräte erreichen",
  },
  hasSheet: true,
  load: () => import("./CcusPage.tsx"),
};
