import { mdiTabletDashboard } from "@mdi/js";
import type { PageEntry } from "../entry.ts";

export const wall: PageEntry = {
  path: "wall",
  subject: "wall",
  section: "daily",
  icon: mdiTabletDashboard,
  title: { en: "Wall tablet", de: "Wandtablet" },
  text: { en: "Large tiles and a clock, full screen", de: "Große Kacheln und eine Uhr, im Vollbild" },
  hasSheet: true,
  load: () => import("./WallPage.tsx"),
};
