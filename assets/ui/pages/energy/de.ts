import type { en } from "./en.ts";

export const de: Readonly<Record<keyof typeof en, string>> = {
  title: "Energie",
  period: "Zeitraum",
  "period.day": "Tag",
  "period.month": "Monat",
  "period.year": "Jahr",
  move: "Bewegen",
  earlier: "Früher",
  later: "Später",
  ccu: "CCU",
  bars: "Verbrauch über die Zeit",
  device: "Gerät",
  consumed: "verbraucht",
  fed: "eingespeist",
  when: "Wann",
  of: "Balken von",
  all: "allen Geräten",
  "by.device": "Je Gerät",
  "by.time": "Als Zahlen",
  none: "Nichts gemessen",
  "none.text": "Kein Gerät mit einem Energiezähler hat in diesem Zeitraum etwas gemeldet.",
  off: "Hier wird nichts aufgezeichnet",
  "off.text":
    "Die Aufzeichnung von Messwerten ist ausgeschaltet. Wer Administrator ist, schaltet sie in den Einstellungen ein: persistence.history.",
};
