import { mdiFloorPlan } from "@mdi/js";
import type { PageEntry } from "../entry.ts";

export const plan: PageEntry = {
  path: "plan",
  subject: "plan",
  section: "daily",
  icon: mdiFloorPlan,
  title: { en: "Floor plan", de: "Grundriss" },
  text: { en: "The home on a picture of one's own", de: "Das Zuhause auf einem eigenen Bild" },
  hasSheet: true,
  load: () => import("./PlanPage.tsx"),
};
