/** The list of pages, without the pages: the types of a browser are no part of the tests' program. */
import { join } from "node:path";

interface Entry {
  readonly path: string;
  readonly subject: string;
  readonly section?: string;
  readonly title: Readonly<Record<string, string>>;
  readonly text?: Readonly<Record<string, string>>;
  readonly hasSheet?: boolean;
}

const LIST = join(import.meta.dirname, "..", "..", "assets", "ui", "pages", "index.ts");
export const { PAGES } = (await import(LIST)) as { PAGES: readonly Entry[] };
