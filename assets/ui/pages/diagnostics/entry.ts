import { mdiStethoscope } from "@mdi/js";
import type { PageEntry } from "../entry.ts";

export const diagnostics: PageEntry = {
  path: "diagnostics",
  subject: "diagnostics",
  section: "system",
  icon: mdiStethoscope,
  title: { en: "Health and logs", de: "Zustand und Protokolle" },
  text: {
    en: "How everything is, incidents, who changed what, logs, captures",
    de: "Wie alles läuft, Vorfälle, wer was geändert hat, Protokolle, Mitschnitte",
  },
  hasSheet: true,
  load: () => import("./DiagnosticsPage.tsx"),
};
