import { mdiCalendarClock } from "@mdi/js";
import type { PageEntry } from "../entry.ts";

export const schedules: PageEntry = {
  path: "schedules",
  subject: "schedules",
  section: "daily",
  icon: mdiCalendarClock,
  title: { en: "Week programs", de: "Wochenprogramme" },
  text: { en: "What devices do by the clock", de: "Was Geräte nach der Uhr tun" },
  load: () => import("./SchedulesPage.tsx"),
};
