import { mdiTagMultipleOutline } from "@mdi/js";
import type { PageEntry } from "../entry.ts";

export const rooms: PageEntry = {
  path: "rooms",
  subject: "rooms",
  section: "devices",
  icon: mdiTagMultipleOutline,
  title: { en: "Rooms and functions", de: "Räume und Gewerke" },
  text: { en: "What devices are sorted by", de: "Wonach Geräte geordnet sind" },
  load: () => import("./RoomsPage.tsx"),
};
