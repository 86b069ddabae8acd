import { mdiCogOutline } from "@mdi/js";
import type { PageEntry } from "../entry.ts";

export const settings: PageEntry = {
  path: "settings",
  subject: "settings",
  section: "system",
  icon: mdiCogOutline,
  title: { en: "Settings", de: "Einstellungen" },
  text: {
    en: "Everything that can be configured, and what was changed",
    de: "Alles, was sich einstellen lässt, und was geändert wurde",
  },
  role: "admin",
  hasSheet: true,
  load: () => import("./SettingsPage.tsx"),
};
