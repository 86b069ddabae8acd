/** A cursor over an XML-RPC document: just the XML that XML-RPC uses, with depth limit, no DTD and no own entities. */
import {
  hasHighByte,
  MAX_DEPTH,
  RpcFormatError,
  type RpcStruct,
  type RpcValue,
  repairUtf8,
  setMember,
  Unreadable,
} from "./value.ts";
import { endOf, skipBlank, unescapeText } from "./xml-text.ts";

/** Elements of one level of nesting at most: value, struct, member, or value, array, data. */
export const TAGS_PER_LEVEL = 3;
/** V8 keeps the whole message alive for a substring of 13 characters or more: strings of bigger messages are copied. */
const COPY_FROM = 16 * 1024;

/** A value that is not what its type says, in a document that may be well-formed. */
class BadValue extends RpcFormatError {}

/** Reads forward only. Every method throws `RpcFormatError` where the document is not what is asked for. */
export class XmlCursor {
  readonly #text: string;
  readonly #isAscii: boolean;
  readonly #copy: boolean;
  readonly #copies = new Map<string, string>();
  #at: number;
  #depth = 0;
  /** The element that was entered last closed itself (`<value/>`): its `leave` is already done. */
  #closed = "";

  /**
   * @param text the document, one character per byte. Whatever its prolog declares, a string that is valid UTF-8 is that
   * (Homegear, pydevccu; what somebody stored so in a CCU), any other is ISO-8859-1 (3.2)
   */
  constructor(text: string, at: number, isAscii: boolean) {
    this.#text = text;
    this.#at = at;
    this.#isAscii = isAscii;
    this.#copy = text.length > COPY_FROM;
  }

  get position(): number {
    return this.#at;
  }

  /** Enters `name` if it comes next. */
  enter(name: string): boolean {
    if (this.#closed !== "") return false;
    const text = this.#text;
    const at = this.#next();
    if (text.charCodeAt(at) !== 0x3c || !text.startsWith(name, at + 1)) return false;
    const after = at + 1 + name.length;
    const code = text.charCodeAt(after);
    if (code === 0x3e) {
      this.#at = after + 1;
      return true;
    }
    if (code !== 0x2f && code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return false;
    const end = endOf(text, ">", after);
    if (text.charCodeAt(end - 2) === 0x2f) this.#closed = name;
    this.#at = end;
    return true;
  }

  expect(name: string): void {
    if (!this.enter(name)) throw this.#unexpected(`<${name}>`);
  }

  leave(name: string): void {
    if (this.#closed === name) {
      this.#closed = "";
      return;
    }
    const text = this.#text;
    const here = this.#at;
    const after = here + 2 + name.length;
    // nearly every end tag: no blanks before it or in it
    if (text.charCodeAt(here + 1) === 0x2f && text.charCodeAt(after) === 0x3e && text.charCodeAt(here) === 0x3c) {
      if (!text.startsWith(name, here + 2)) throw this.#unexpected(`</${name}>`);
      this.#at = after + 1;
      return;
    }
    const at = this.#next();
    if (!this.#text.startsWith(name, at + 2) || !this.#text.startsWith("</", at)) throw this.#unexpected(`</${name}>`);
    const end = skipBlank(this.#text, at + 2 + name.length);
    if (this.#text.charCodeAt(end) !== 0x3e) throw this.#unexpected(`</${name}>`);
    this.#at = end + 1;
  }

  /** The text up to the end of the element that was just entered, and leaves it. */
  text(name: string): string {
    if (this.#closed === name) {
      this.#closed = "";
      return "";
    }
    const raw = this.#raw();
    this.leave(name);
    return raw;
  }

  /**
   * A `<value>` with whatever type is in it; without a type it is a string. `Unreadable` where it is not of its type but
   * ends where it should. Throws for what is no XML, too deep or a DTD.
   */
  value(): RpcValue {
    this.expect("value");
    if (this.#closed === "value") {
      this.#closed = "";
      return "";
    }
    const start = this.#at;
    const depth = this.#depth;
    try {
      return this.#content(start);
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      this.#closed = "";
      this.#depth = depth;
      this.#at = this.#endOfValue(start);
      return new Unreadable(this.#text.slice(start, this.#at - "</value>".length).trim());
    }
  }

  /** Behind the end tag of the value whose content begins at `start`. What is in between must be elements in pairs. */
  #endOfValue(start: number): number {
    const text = this.#text;
    const open = ["value"];
    let at = start;
    while (open.length > 0) {
      at = text.indexOf("<", at);
      if (at === -1) throw new RpcFormatError("unfinished XML");
      const from = at;
      if (text.startsWith("<!--", at)) at = endOf(text, "-->", at);
      else if (text.startsWith("<![CDATA[", at)) at = endOf(text, "]]>", at);
      else {
        at = endOf(text, ">", at);
        const [, end, name, empty] = /^<(\/?)([A-Za-z][\w.:-]*)[^<]*?(\/?)>$/.exec(text.slice(from, at)) ?? [];
        if (name === undefined) throw new RpcFormatError(`no XML at ${from}`);
        if (end === "/" && open.pop() !== name) throw new RpcFormatError(`</${name}> at ${from} ends nothing`);
        if (end === "" && empty === "") open.push(name);
        if (open.length > (MAX_DEPTH + 1) * TAGS_PER_LEVEL) throw new RpcFormatError("nested too deep");
      }
    }
    return at;
  }

  #content(start: number): RpcValue {
    const text = this.#text;
    const bare = this.#raw();
    if (text.startsWith("</value>", this.#at)) {
      this.#at += 8;
      return bare;
    }
    if (text.startsWith("</", this.#at)) {
      this.leave("value");
      return bare;
    }
    if (skipBlank(text, start) !== this.#at && bare.trim() !== "") throw this.#unexpected("</value>");
    const value = this.#typed();
    this.leave("value");
    return value;
  }

  #typed(): RpcValue {
    if (this.enter("i4")) return this.#integer("i4");
    if (this.enter("boolean")) return this.#boolean();
    if (this.enter("string")) return this.text("string");
    if (this.enter("double")) return this.#double();
    if (this.enter("struct")) return this.#struct();
    if (this.enter("array")) return this.#array();
    if (this.enter("int")) return this.#integer("int");
    for (const name of ["i8", "i2", "i1"]) if (this.enter(name)) return this.#integer(name);
    if (this.enter("base64")) return Buffer.from(this.text("base64"), "base64");
    if (this.enter("dateTime.iso8601")) return this.text("dateTime.iso8601");
    for (const name of ["nil", "ex:nil"]) {
      if (this.enter(name)) {
        this.leave(name);
        return null;
      }
    }
    throw this.#unexpected("a value");
  }

  #integer(name: string): number {
    const text = this.text(name).trim();
    const value = Number(text);
    // `Number` would take 0x10 and 1e3 as well
    if (text === "" || !Number.isInteger(value) || /[a-z]/i.test(text)) throw new BadValue(`no integer: ${text}`);
    return value === 0 ? 0 : value;
  }

  /** `nan` and infinities exist on the wire (a sensor without a reading): they are text, not numbers. */
  #double(): number | string {
    const text = this.text("double").trim();
    const value = Number(text);
    if (text !== "" && Number.isFinite(value)) return value;
    if (/^[+-]?(nan|inf|infinity)$/i.test(text)) return text;
    throw new BadValue(`no double: ${text}`);
  }

  #boolean(): boolean {
    const text = this.text("boolean").trim();
    if (text === "1" || text === "true") return true;
    if (text === "0" || text === "false") return false;
    throw new BadValue(`no boolean: ${text}`);
  }

  #array(): RpcValue[] {
    this.#deeper();
    const items: RpcValue[] = [];
    if (this.enter("data")) {
      while (this.#comes("<value")) items.push(this.value());
      this.leave("data");
    }
    this.leave("array");
    this.#depth--;
    return items;
  }

  #struct(): RpcStruct {
    this.#deeper();
    const struct: RpcStruct = {};
    while (this.enter("member")) {
      this.expect("name");
      const name = this.text("name");
      setMember(struct, name, this.#comes("</member") ? new Unreadable("") : this.value());
      this.leave("member");
    }
    this.leave("struct");
    this.#depth--;
    return struct;
  }

  #comes(mark: string): boolean {
    return this.#closed === "" && this.#text.startsWith(mark, this.#next());
  }

  #deeper(): void {
    if (++this.#depth > MAX_DEPTH) throw new RpcFormatError(`nested deeper than ${MAX_DEPTH} levels`);
  }

  /** Text up to the next tag, entities resolved, comments left out, CDATA taken as it is. */
  #raw(): string {
    const text = this.#text;
    let out = "";
    for (;;) {
      const tag = text.indexOf("<", this.#at);
      if (tag === -1) throw new RpcFormatError("unfinished XML");
      const piece = tag === this.#at ? "" : this.#string(this.#at, tag, true);
      out = out === "" ? piece : out + piece;
      this.#at = tag;
      if (text.charCodeAt(tag + 1) !== 0x21) return out;
      if (text.startsWith("<!--", tag)) this.#at = endOf(text, "-->", tag);
      else if (text.startsWith("<![CDATA[", tag)) {
        this.#at = endOf(text, "]]>", tag);
        out += this.#string(tag + 9, this.#at - 3, false);
      } else throw new RpcFormatError("document type definitions are refused");
    }
  }

  #string(from: number, to: number, escaped: boolean): string {
    let piece = this.#text.slice(from, to);
    if (!this.#isAscii && hasHighByte(piece)) piece = repairUtf8(piece);
    else if (this.#copy && piece.length > 12) piece = this.#own(piece);
    return escaped && piece.includes("&") ? unescapeText(piece) : piece;
  }

  /** A copy that does not keep the message alive; the same one for the same text: roles and types repeat all the time. */
  #own(piece: string): string {
    const known = this.#copies.get(piece);
    if (known !== undefined) return known;
    const copy = Buffer.from(piece, "latin1").toString("latin1");
    this.#copies.set(copy, copy);
    return copy;
  }

  /** Position of the next tag; blanks and comments between elements mean nothing. A DTD is no tag that anybody asks for. */
  #next(): number {
    const text = this.#text;
    if (text.charCodeAt(this.#at) === 0x3c && text.charCodeAt(this.#at + 1) !== 0x21) return this.#at;
    let at = skipBlank(text, this.#at);
    while (text.startsWith("<!--", at)) at = skipBlank(text, endOf(text, "-->", at));
    this.#at = at;
    return at;
  }

  #unexpected(wanted: string): BadValue {
    const found = JSON.stringify(this.#text.slice(this.#at, this.#at + 20));
    return new BadValue(`expected ${wanted} at ${this.#at}, found ${found}`);
  }
}
