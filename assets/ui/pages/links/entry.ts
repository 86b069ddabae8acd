import { mdiLinkVariant } from "@mdi/js";
import type { PageEntry } from "../entry.ts";

export const links: PageEntry = {
  path: "links",
  subject: "links",
  section: "devices",
  icon: mdiLinkVariant,
  title: { en: "Direct links", de: "Direktverknüpfungen" },
  text: { en: "Which devices act on which, without the CCU", de: "Welche Geräte ohne die CCU aufeinander wirken" },
  load: () => import("./LinksPage.tsx"),
};
