import { mdiAccountKeyOutline } from "@mdi/js";
import type { PageEntry } from "../entry.ts";

export const users: PageEntry = {
  path: "users",
  subject: "users",
  section: "system",
  icon: mdiAccountKeyOutline,
  title: { en: "Users and access", de: "Benutzer und Zugang" },
  text: {
    en: "Own password, sessions, users, tokens, sign-on",
    de: "Eigenes Passwort, Sitzungen, Benutzer, Token, Anmeldedienst",
  },
  hasSheet: true,
  load: () => import("./UsersPage.tsx"),
};
