import { mdiArchiveArrowDownOutline } from "@mdi/js";
import type { PageEntry } from "../entry.ts";

export const backups: PageEntry = {
  path: "backups",
  subject: "backups",
  section: "system",
  icon: mdiArchiveArrowDownOutline,
  title: { en: "Backups and firmware", de: "Sicherungen und Firmware" },
  text: {
    en: "Back up and restore a CCU, install firmware, restart",
    de: "Eine CCU sichern und wiederherstellen, Firmware installieren, neu starten",
  },
  load: () => import("./BackupsPage.tsx"),
};
