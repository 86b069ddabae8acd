/**
 * The simulator's own hand and eye for XML-RPC, on purpose not the driver's: a mistake that both shared would never show.
 * Reading keeps what the driver's decoder may forget: whether a number came as integer or as double.
 */
import { Double, type RpcStruct, type RpcValue } from "../../adapters/ccu/codec/value.ts";
import { Damaged } from "./unkind/damage.ts";

/** rfd and hs485d (libXmlRpc) or the Java servers (protocol 3.2). */
export type Hand = "rfd" | "java";

/** Nearly no name and value has one of these: to look for all of them at once takes a quarter of the time. */
const MARKUP = /[&<>]/;
const markup = (text: string): string =>
  MARKUP.test(text) ? text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;") : text;

/** rfd prints `%f`: always six decimals. Java prints the shortest form with at least one decimal. */
function double(value: number, hand: Hand): string {
  if (hand === "rfd") return value.toFixed(6);
  const shortest = String(value);
  return /[.e]/.test(shortest) ? shortest : `${shortest}.0`;
}

function write(value: RpcValue, hand: Hand): string {
  if (value instanceof Damaged) return `<value>${value.xml}</value>`;
  if (value === null || value === undefined || value === "") return "<value></value>";
  if (typeof value === "string") {
    return hand === "rfd" ? `<value>${markup(value)}</value>` : `<value><string>${markup(value)}</string></value>`;
  }
  if (typeof value === "boolean") return `<value><boolean>${value ? 1 : 0}</boolean></value>`;
  if (typeof value === "number") {
    return Number.isInteger(value)
      ? `<value><i4>${value}</i4></value>`
      : `<value><double>${double(value, hand)}</double></value>`;
  }
  if (value instanceof Double) return `<value><double>${double(value.value, hand)}</double></value>`;
  if (value instanceof Uint8Array) return `<value><base64>${Buffer.from(value).toString("base64")}</base64></value>`;
  if (Array.isArray(value)) {
    return `<value><array><data>${value.map((item: RpcValue) => write(item, hand)).join("")}</data></array></value>`;
  }
  const names = Object.keys(value);
  if (hand === "rfd") names.sort();
  const members = names.map((name) => {
    const member = (value as RpcStruct)[name];
    return `<member><name>${markup(name)}</name>${write(member, hand)}</member>`;
  });
  return `<value><struct>${members.join("")}</struct></value>`;
}

const prolog = (hand: Hand): string =>
  `<?xml version="1.0" encoding="${hand === "rfd" ? "iso-8859-1" : "ISO-8859-1"}"?>${hand === "rfd" ? "\r\n" : ""}`;

/** Bodies are ISO-8859-1; a text beyond it loses characters, as on the CCU. */
const bytes = (text: string): Buffer => Buffer.from(text, "latin1");

export function writeAnswer(value: RpcValue, hand: Hand): Buffer {
  return bytes(`${prolog(hand)}<methodResponse><params><param>${write(value, hand)}</param></params></methodResponse>`);
}

export function writeFault(code: number | undefined, message: string, hand: Hand): Buffer {
  const fault: RpcStruct = code === undefined ? {} : { faultCode: code };
  return bytes(
    `${prolog(hand)}<methodResponse><fault>${write({ ...fault, faultString: message }, hand)}</fault></methodResponse>`,
  );
}

export function writeCall(method: string, params: readonly RpcValue[], hand: Hand): Buffer {
  const list = params.map((param) => `<param>${write(param, hand)}</param>`).join("");
  return bytes(`${prolog(hand)}<methodCall><methodName>${method}</methodName><params>${list}</params></methodCall>`);
}

// ---------------------------------------------------------------- reading

/** The body is nothing that the interface process understands. */
export class Unreadable extends Error {}

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", apos: "'", quot: '"' };
const plain = (text: string): string =>
  text.replace(/&(lt|gt|amp|apos|quot);/g, (_, name: string) => ENTITIES[name] ?? "");

/** Tags and the text between them. */
function tokens(source: string): string[] {
  return source.match(/<[^>]*>|[^<]+/g) ?? [];
}

class Reader {
  private at = 0;
  private readonly parts: string[];

  constructor(source: string) {
    this.parts = tokens(source);
  }

  private skipBlank(): void {
    while (this.parts[this.at] !== undefined && (this.parts[this.at] as string).trim() === "") this.at++;
  }

  /** The next tag if it is one of these. */
  take(...tags: string[]): string | undefined {
    this.skipBlank();
    const part = this.parts[this.at];
    if (part === undefined || !tags.includes(part)) return undefined;
    this.at++;
    return part;
  }

  expect(tag: string): void {
    if (!this.take(tag)) throw new Unreadable(`expected ${tag}, got ${this.parts[this.at] ?? "the end"}`);
  }

  find(tag: string): boolean {
    const index = this.parts.indexOf(tag, this.at);
    if (index < 0) return false;
    this.at = index + 1;
    return true;
  }

  text(): string {
    const part = this.parts[this.at];
    if (part === undefined || part.startsWith("<")) return "";
    this.at++;
    return plain(part);
  }

  value(): RpcValue {
    if (this.take("<value/>", "<value />")) return "";
    this.expect("<value>");
    const result = this.content();
    this.expect("</value>");
    return result;
  }

  private content(): RpcValue {
    const bare = this.parts[this.at];
    if (bare !== undefined && !bare.startsWith("<")) {
      const following = this.parts[this.at + 1];
      if (following === "</value>") return this.text();
    }
    if (this.take("<nil/>")) return null;
    if (this.take("<array>")) return this.array();
    if (this.take("<struct>")) return this.struct();
    if (this.take("<string/>")) return "";
    const tag = this.take("<i4>", "<int>", "<double>", "<boolean>", "<string>", "<base64>", "<dateTime.iso8601>");
    if (!tag) return "";
    const text = this.text();
    this.expect(tag.replace("<", "</"));
    return scalar(tag, text);
  }

  private array(): RpcValue[] {
    const items: RpcValue[] = [];
    if (!this.take("<data/>")) {
      this.expect("<data>");
      while (!this.take("</data>")) items.push(this.value());
    }
    this.expect("</array>");
    return items;
  }

  private struct(): RpcStruct {
    const members: [string, RpcValue][] = [];
    while (!this.take("</struct>")) {
      this.expect("<member>");
      this.expect("<name>");
      const name = this.text();
      this.expect("</name>");
      members.push([name, this.value()]);
      this.expect("</member>");
    }
    return Object.fromEntries(members);
  }
}

function scalar(tag: string, text: string): RpcValue {
  if (tag === "<string>") return text;
  if (tag === "<boolean>") return text.trim() === "1";
  if (tag === "<double>") return new Double(Number.parseFloat(text));
  if (tag === "<base64>") return Buffer.from(text, "base64");
  return tag === "<i4>" || tag === "<int>" ? Number.parseInt(text, 10) : text;
}

/**
 * A request. Doubles stay `Double`. `strict` refuses what libXmlRpc's substring scanner does not understand (3.1):
 * CDATA, comments, `<string/>`, `<array/>`, `<i8>`, numeric entities.
 */
export function readCall(body: Buffer, strict: boolean): { method: string; params: RpcValue[] } {
  const source = body.toString("latin1");
  if (strict && /<!|<string\/>|<array\/>|<struct\/>|<i8>|&#/.test(source)) throw new Unreadable("not understood");
  const method = /<methodName>([^<]*)<\/methodName>/.exec(source)?.[1]?.trim();
  if (!method) throw new Unreadable("no method");
  const reader = new Reader(source.replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (_, text: string) => markup(text)));
  const params: RpcValue[] = [];
  if (!reader.find("<params>")) return { method, params };
  while (reader.take("<param>")) {
    params.push(reader.value());
    reader.expect("</param>");
  }
  return { method, params };
}

/** What a callback server answered: its value, or its fault's text. */
export function readAnswer(body: Buffer): { value: RpcValue } | { fault: string } {
  const source = body.toString("latin1").replace(/<\?[^>]*>/g, "");
  const reader = new Reader(source);
  if (source.includes("<fault>")) {
    reader.find("<fault>");
    return { fault: JSON.stringify(reader.value()) };
  }
  if (!reader.find("<param>")) return { value: "" };
  return { value: reader.value() };
}
