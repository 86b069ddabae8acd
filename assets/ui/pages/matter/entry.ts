import { mdiQrcode } from "@mdi/js";
import type { PageEntry } from "../entry.ts";

export const matter: PageEntry = {
  path: "matter",
  subject: "matter",
  section: "system",
  icon: mdiQrcode,
  title: { en: "Matter", de: "Matter" },
  text: {
    en: "Your home in Apple Home, Google Home, Alexa, SmartThings",
    de: "Das Zuhause in Apple Home, Google Home, Alexa, SmartThings",
  },
  hasSheet: true,
  load: () => import("./MatterPage.tsx"),
};
