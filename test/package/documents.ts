/** Programs that a page of the documentation shows, as files. */

/** A block that names its file: ```` ```js name.mjs ````. Blocks without a name are excerpts. */
const BLOCK = /^```\w+ ([\w-]+(?:\.[\w-]+)+)\n([\s\S]*?)^```$/gm;

/** File name -> text. @throws Error where a name is given twice */
export function programsOf(markdown: string): ReadonlyMap<string, string> {
  const programs = new Map<string, string>();
  for (const [, name = "", text = ""] of markdown.matchAll(BLOCK)) {
    if (programs.has(name)) throw new Error(`two programs are called ${name}`);
    programs.set(name, text);
  }
  return programs;
}
