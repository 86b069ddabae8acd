import { mdiShieldHomeOutline } from "@mdi/js";
import type { PageEntry } from "../entry.ts";

export const alarm: PageEntry = {
  path: "alarm",
  subject: "alarm",
  section: "daily",
  isPrimary: true,
  icon: mdiShieldHomeOutline,
  title: { en: "Alarm", de: "Alarm" },
  text: { en: "Arm, disarm, zones, codes, journal", de: "Scharf, unscharf, Bereiche, Codes, Protokoll" },
  hasSheet: true,
  load: () => import("./AlarmPage.tsx"),
};
