/** The answer to PROPFIND (RFC 4918), as far as names, sizes and times go. Servers name their namespaces as they like. */

export interface DavEntry {
  /** The last part of its path, decoded; `undefined` where that cannot be. */
  name: string | undefined;
  isFolder: boolean;
  bytes: number | undefined;
  /** Milliseconds since the epoch. */
  at: number | undefined;
}

const element = (name: string): RegExp =>
  new RegExp(`<(?:[\\w-]+:)?${name}(?:\\s[^>]*)?>([\\s\\S]*?)</(?:[\\w-]+:)?${name}>`, "i");
const RESPONSES = /<(?:[\w-]+:)?response(?:\s[^>]*)?>([\s\S]*?)<\/(?:[\w-]+:)?response>/gi;

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const plain = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

function lastPart(href: string): string | undefined {
  const path = href.trim().replace(/\/+$/, "").split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

export function parseMultistatus(xml: string): DavEntry[] {
  return Array.from(xml.matchAll(RESPONSES), ([, response = ""]) => {
    const href = plain(element("href").exec(response)?.[1] ?? "");
    const size = element("getcontentlength").exec(response)?.[1]?.trim();
    const time = Date.parse(element("getlastmodified").exec(response)?.[1]?.trim() ?? "");
    return {
      name: lastPart(href),
      isFolder: /<(?:[\w-]+:)?collection\b/i.test(response) || href.trim().endsWith("/"),
      bytes: size !== undefined && /^\d{1,15}$/.test(size) ? Number(size) : undefined,
      at: Number.isNaN(time) ? undefined : time,
    };
  });
}
