/** What surrounds the elements of an XML-RPC document: prolog, blanks, entities. */
import { RpcFormatError } from "./value.ts";

/** Where the root element starts. Refuses DTDs (and with them entities) and recognises what a booting CCU sends. */
export function skipProlog(text: string): number {
  let at = text.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
  for (;;) {
    at = skipBlank(text, at);
    if (text.startsWith("<?", at)) at = endOf(text, "?>", at);
    else if (text.startsWith("<!--", at)) at = endOf(text, "-->", at);
    else break;
  }
  if (text.startsWith("<method", at)) return at;
  const start = text.slice(at, at + 40);
  if (/^<!doctype(?!\s+html)/i.test(start)) throw new RpcFormatError("document type definitions are refused");
  throw new RpcFormatError(`not an XML-RPC message: ${JSON.stringify(start)}`, true);
}

/** Behind the next `mark`. */
export function endOf(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from);
  if (at === -1) throw new RpcFormatError("unfinished XML");
  return at + mark.length;
}

/** The next position that is no white space. */
export function skipBlank(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return at;
    at++;
  }
}

const ENTITY = /&(#x[0-9a-fA-F]{1,6}|#[0-9]{1,7}|amp|lt|gt|quot|apos);/g;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The five entities and character references; an ampersand that starts neither stays one (old firmware writes it bare). */
export function unescapeText(text: string): string {
  return text.replace(ENTITY, (_, name: string) => {
    if (name.charCodeAt(0) !== 0x23) return ENTITIES[name] as string;
    const code = name[1] === "x" ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : "?";
  });
}
