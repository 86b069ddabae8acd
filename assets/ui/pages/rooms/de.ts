import type { en } from "./en.ts";

export const de: Readonly<Record<keyof typeof en, string>> = {
  title: "Räume und Gewerke",
  rooms: "Räume",
  functions: "Gewerke",
  "new.rooms": "Neuer Raum",
  "new.functions": "Neues Gewerk",
  name: "Name",
  save: "Speichern",
  saved: "Gespeichert.",
  none: "Noch keine.",
  devices: "Geräte: {count}",
  "rename.named": "{name} umbenennen",
  remove: "Löschen",
  "remove.named": "{name} löschen",
  "remove.ask": "{name} löschen? Die Geräte darin ({count}) bleiben, nur ohne diese Zuordnung.",
};
