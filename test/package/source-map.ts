/** What a source map says of its source. */
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The first source of a built file, as its map leads to it. */
export function readMap(file: string): { path: string; text: string } {
  const { sources, sourceRoot = "" } = JSON.parse(readFileSync(`${file}.map`, "utf8")) as {
    sources: string[];
    sourceRoot?: string;
  };
  const path = join(dirname(file), sourceRoot, sources[0] as string);
  return { path, text: readFileSync(path, "utf8") };
}
