import { mdiAccessPoint } from "@mdi/js";
import type { PageEntry } from "../entry.ts";

export const pairing: PageEntry = {
  path: "pairing",
  subject: "pairing",
  section: "devices",
  icon: mdiAccessPoint,
  title: { en: "Pair a device", de: "Gerät anlernen" },
  text: {
    en: "Press, found, name, room, ready; also by serial number and key",
    de: "Drücken, gefunden, Name, Raum, fertig; auch mit Seriennummer und Schlüssel",
  },
  hasSheet: true,
  load: () => import("./PairingPage.tsx"),
};
