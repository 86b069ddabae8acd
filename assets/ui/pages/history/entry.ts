import { mdiChartLine } from "@mdi/js";
import type { PageEntry } from "../entry.ts";

export const history: PageEntry = {
  path: "history",
  subject: "history",
  section: "daily",
  isPrimary: true,
  icon: mdiChartLine,
  title: { en: "History", de: "Verlauf" },
  text: { en: "What devices have measured, as lines", de: "Was Geräte gemessen haben, als Linien" },
  hasSheet: true,
  load: () => import("./HistoryPage.tsx"),
};
