import type { en } from "./en.ts";

export const de: Readonly<Record<keyof typeof en, string>> = {
  title: "Batterien",
  none: "Kein Gerät mit Batterien.",
  all: "Geräte: {count}. Keines meldet eine schwache Batterie.",
  needed: "Schwach: {count}. Zu kaufen: {list}.",
  "needed.unknown": "Schwach: {count}. Welche Batterien hineingehören, ist nicht bekannt.",
  pieces: "{count} × {type}",
  unnamed: "bei {count} ist die Art nicht bekannt",
  list: "Geräte mit Batterien",
  device: "Gerät",
  state: "Batterie",
  "state.low": "schwach",
  "state.good": "gut",
  "state.unknown": "unbekannt",
  kind: "Art",
  voltage: "Spannung",
  changed: "Gewechselt",
  "changed.never": "nicht notiert",
  "changed.own":
    "Wann sie gewechselt wurden, ist deine eigene Notiz: Niemand sonst sieht sie, und du siehst sie auf allen deinen Geräten.",
  "note.named": "Batteriewechsel notieren: {name}",
  "note.title": "Batterien von {name}",
  "note.text":
    "Wann wurden sie zuletzt gewechselt? Kein Gerät meldet das: Es ist deine eigene Notiz, auf allen deinen Geräten.",
  "note.day": "Tag",
  "note.save": "Speichern",
  "note.forget": "Vergessen",
};
