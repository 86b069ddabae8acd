/** What a source map says of its source. */
import { readFileSync } from "node:fs";

/** The text of a built file's first source, as its map holds it. */
export function sourceIn(file: string): string | undefined {
  const { sourcesContent } = JSON.parse(readFileSync(`${file}.map`, "utf8")) as { sourcesContent?: string[] };
  return sourcesContent?.[0];
}
