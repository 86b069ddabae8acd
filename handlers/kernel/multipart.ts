/** Bodies of forms (RFC 7578), as far as operations need them: texts by name. Pure. */
import { unreadable } from "./problem.ts";

/** Parts of one body: the largest form of the contract has two. */
export const PARTS_LIMIT = 16;
/** A boundary has at most 70 characters (RFC 2046, 5.1.1). */
const BOUNDARY = /^multipart\/form-data\s*;(?:[^"]*;)?\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;",]{1,70}))\s*(?:;|$)/i;
const NAME = /^content-disposition:\s*form-data\s*;(?:.*;)?\s*name="([^"\r\n]{1,100})"/im;

/** Texts by name. @throws Refusal 400 where it is no form, or a name stands in it twice */
export function parseMultipart(bytes: Uint8Array, contentType = ""): Record<string, string> {
  const [, quoted, bare] = BOUNDARY.exec(contentType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) throw unreadable("the body must be multipart/form-data with a boundary");
  // Latin-1: every byte is one character, so that what is cut is cut between bytes
  const [, ...parts] = `\r\n${Buffer.from(bytes).toString("latin1")}`.split(`\r\n--${boundary}`);
  const end = parts.pop();
  if (end === undefined || !end.startsWith("--")) throw unreadable("the form has no end");
  if (parts.length > PARTS_LIMIT) throw unreadable(`the form has more than ${PARTS_LIMIT} parts`);
  const texts: Record<string, string> = Object.create(null);
  for (const part of parts) {
    const from = part.indexOf("\r\n\r\n");
    const name = from < 0 ? undefined : NAME.exec(part.slice(0, from).replace(/^[ \t]*\r\n/, ""))?.[1];
    if (name === undefined || !/^[ \t]*\r\n/.test(part)) throw unreadable("a part of the form has no name");
    if (name in texts) throw unreadable(`the form has ${name} twice`);
    texts[name] = Buffer.from(part.slice(from + 4), "latin1").toString("utf8");
  }
  return texts;
}
