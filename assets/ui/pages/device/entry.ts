import { mdiDevices } from "@mdi/js";
import type { PageEntry } from "../entry.ts";

export const device: PageEntry = {
  path: "device",
  subject: "device",
  icon: mdiDevices,
  title: { en: "Device", de: "Gerät" },
  hasSheet: true,
  load: () => import("./DevicePage.tsx"),
};
