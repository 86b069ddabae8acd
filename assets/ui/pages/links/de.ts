import type { en } from "./en.ts";

export const de: Readonly<Record<keyof typeof en, string>> = {
  title: "Direktverknüpfungen",
  text: "Was ein Gerät von sich aus ein anderes tun lässt, ohne die CCU. Jede Verknüpfung führt zu dem, was beide Seiten tun.",
  search: "Ein Gerät oder eine Verknüpfung suchen",
  none: "Keine Direktverknüpfungen",
  "none.text": "Eine neue entsteht auf der Seite eines Geräts, unter Verknüpfungen.",
  "none.found": "Keine Verknüpfung passt.",
  sender: "Sendet",
  receiver: "Handelt",
  name: "Name",
  ccu: "CCU",
  broken: "gestört",
};
