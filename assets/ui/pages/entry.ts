/** What the list of pages knows of one: enough for its link; the rest comes when somebody goes there. */
import type { ComponentType } from "preact";
import type { Language } from "../i18n/index.ts";
import type { Role } from "../state/session.ts";

export interface PageProps {
  /** Parts of the address behind the page's own, decoded: of `#/history/day/2026` those are `day` and `2026`. */
  readonly rest: readonly string[];
}

/** Groups of the list of all pages, in their order. */
export const SECTIONS = ["daily", "devices", "system"] as const;
export type Section = (typeof SECTIONS)[number];

export interface PageEntry {
  /** First part of its address: `#/history`. */
  readonly path: string;
  /** Folder of `pages/`; its `style.css`, where it has one, comes with the page. */
  readonly subject: string;
  /** In the list of pages; none: it is reached from another page. */
  readonly section?: Section;
  /** In the bar of every page, too: for what people use every day. */
  readonly isPrimary?: boolean;
  /** Path of an icon, of `@mdi/js`. */
  readonly icon: string;
  readonly title: Readonly<Record<Language, string>>;
  /** What it is for, in a few words. */
  readonly text?: Readonly<Record<Language, string>>;
  /** Who sees it; anybody who is logged in where nothing is said. */
  readonly role?: Role;
  /** A capability of the server (`GET /info`) without which there is nothing to see. */
  readonly capability?: string;
  readonly hasSheet?: boolean;
  readonly load: () => Promise<{ readonly default: ComponentType<PageProps> }>;
}
