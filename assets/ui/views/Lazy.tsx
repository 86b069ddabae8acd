/** A page that comes when somebody goes there: its script and its sheet, each once. */
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useLayoutEffect } from "preact/hooks";
import { language, t } from "../i18n/index.ts";
import type { PageEntry, PageProps } from "../pages/entry.ts";
import { Loading } from "../parts/states.tsx";

type Loaded = ComponentType<PageProps> | "failed";
const loaded = signal<ReadonlyMap<string, Loaded>>(new Map());
const asked = new Set<string>();

const links = new Map<string, HTMLLinkElement>();

/** Resolves when the sheet holds, so that nobody sees the page without it. */
const loadSheet = (subject: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const link = document.createElement("link");
    links.set(subject, link);
    link.rel = "stylesheet";
    link.href = `page-${subject}.css`;
    link.onload = () => resolve();
    link.onerror = () => reject(new Error(link.href));
    document.head.append(link);
  });

/** Subjects of pages: what may be over any page has a sheet as well. */
const pages = new Set<string>();

/** Of the pages' sheets only that of the one that is shown holds: two pages may give different things one name. */
function holdOnly(subject: string | undefined): void {
  for (const name of pages) {
    const sheet = links.get(name)?.sheet;
    if (sheet) sheet.disabled = name !== subject;
  }
}

const sheets = new Map<string, Promise<void>>();
/** @param subject a folder of `pages/` that has a sheet */
export function sheetOf(subject: string): Promise<void> {
  const known = sheets.get(subject) ?? loadSheet(subject);
  sheets.set(subject, known);
  return known;
}

const keep = (path: string, found: Loaded) => {
  loaded.value = new Map(loaded.value).set(path, found);
};

async function load(entry: PageEntry): Promise<void> {
  asked.add(entry.path);
  pages.add(entry.subject);
  try {
    const [{ default: page }] = await Promise.all([entry.load(), entry.hasSheet && sheetOf(entry.subject)]);
    keep(entry.path, page);
  } catch {
    keep(entry.path, "failed");
  }
}

/** A server that was updated meanwhile has other files: only loading everything anew helps. */
const Failed = () => (
  <main id="content" tabIndex={-1}>
    <p role="alert">{t("page.failed")}</p>
    <button type="button" class="primary" onClick={() => location.reload()}>
      {t("page.again")}
    </button>
  </main>
);

export function Lazy({ entry, rest }: { readonly entry: PageEntry; readonly rest: readonly string[] }) {
  const Page = loaded.value.get(entry.path);
  useLayoutEffect(() => {
    holdOnly(entry.subject);
    return () => holdOnly(undefined);
  }, [entry.subject, Page]);
  if (Page === "failed") return <Failed />;
  if (Page !== undefined) return <Page rest={rest} />;
  if (!asked.has(entry.path)) void load(entry);
  return (
    <main id="content" tabIndex={-1}>
      <h1>{entry.title[language.value]}</h1>
      <Loading />
    </main>
  );
}
