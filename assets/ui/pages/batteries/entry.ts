import { mdiBatteryOutline } from "@mdi/js";
import type { PageEntry } from "../entry.ts";

export const batteries: PageEntry = {
  path: "batteries",
  subject: "batteries",
  section: "devices",
  icon: mdiBatteryOutline,
  title: { en: "Batteries", de: "Batterien" },
  text: { en: "Which are low, which kind, when changed", de: "Welche schwach sind, welche Art, wann gewechselt" },
  hasSheet: true,
  load: () => import("./BatteriesPage.tsx"),
};
