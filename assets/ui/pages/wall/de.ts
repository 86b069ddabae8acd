import type { en } from "./en.ts";

export const de: Readonly<Record<keyof typeof en, string>> = {
  title: "Wandtablet",
  intro:
    "Für ein Tablet, das an einer Wand hängt: große Kacheln, eine Uhr, sonst nichts. Was gezeigt wird, steht in der Adresse.",
  source: "Gezeigt wird",
  "source.favourites": "Favoriten",
  "source.room": "Raum {name}",
  dim: "Dunkel nach",
  "dim.1": "einer Minute",
  "dim.5": "5 Minuten",
  "dim.15": "15 Minuten",
  "dim.never": "nie",
  "dim.hint": "Die erste Berührung weckt es und schaltet nichts. Gemerkt für dieses Tablet.",
  start: "Zeigen",
  "awake.offered": "Der Bildschirm bleibt an, solange es gezeigt wird.",
  "awake.insecure":
    "Browser halten einen Bildschirm nur für Seiten wach, die über https kommen. Hier geht er aus, wie es das Tablet selbst vorgibt.",
  "awake.missing":
    "Dieser Browser kann den Bildschirm nicht wach halten: Er geht aus, wie es das Tablet selbst vorgibt.",
  "awake.refused": "Der Browser hält den Bildschirm nicht wach, vielleicht ist der Akku fast leer.",
  empty: "Noch keine Favoriten",
  "empty.text": "Auf der Seite Zuhause mit dem Stern welche wählen, oder einen Raum zeigen.",
  "empty.gone": "Keiner deiner Favoriten ist noch da",
  "empty.room": "In {name} ist nichts",
  "empty.room.text": "Der Raum heißt jetzt anders, oder seine Geräte sind woanders.",
  leave: "Verlassen",
  "leave.ask": "Die Ansicht des Wandtablets verlassen?",
  full: "Vollbild",
  wake: "Dunkel. Berühren weckt",
  lost: "Nicht verbunden seit {time}. Zu sehen ist der Stand von da, schalten geht nicht.",
  away: "Das Zuhause ist nicht erreichbar. Der Stand ist {age} alt, schalten geht nicht.",
  "away.unknown": "Das Zuhause ist nicht erreichbar. Der Stand kann alt sein, schalten geht nicht.",
  loading: "Zuhause wird gelesen …",
  closed: "Die Verbindung ist beendet; es wird wieder versucht.",
};
