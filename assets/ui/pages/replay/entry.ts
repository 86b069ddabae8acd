import { mdiHistory } from "@mdi/js";
import type { PageEntry } from "../entry.ts";

export const replay: PageEntry = {
  path: "replay",
  subject: "replay",
  section: "daily",
  icon: mdiHistory,
  title: { en: "What happened", de: "Was geschehen ist" },
  text: {
    en: "Events by time, and how the home was at any moment",
    de: "Ereignisse nach der Zeit, und wie es im Haus in jedem Augenblick war",
  },
  hasSheet: true,
  load: () => import("./ReplayPage.tsx"),
};
