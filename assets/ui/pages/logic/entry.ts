import { mdiVariable } from "@mdi/js";
import type { PageEntry } from "../entry.ts";

export const logic: PageEntry = {
  path: "logic",
  subject: "logic",
  section: "devices",
  icon: mdiVariable,
  title: { en: "Variables and programs", de: "Variablen und Programme" },
  text: { en: "What the CCU remembers and does by itself", de: "Was die CCU sich merkt und von selbst tut" },
  hasSheet: true,
  load: () => import("./LogicPage.tsx"),
};
