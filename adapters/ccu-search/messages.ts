/** The two ways in which a CCU tells that it is there: SSDP with a device document, and eQ-3's own (protocol document 19). */

/** `M-SEARCH` of SSDP (UPnP device architecture 1.3.2): answers within `MX` seconds. */
export const ssdpQuestion = (seconds: number): Buffer =>
  Buffer.from(
    `${[
      "M-SEARCH * HTTP/1.1",
      "HOST: 239.255.255.250:1900",
      'MAN: "ssdp:discover"',
      `MX: ${seconds}`,
      "ST: ssdp:all",
    ].join("\r\n")}\r\n\r\n`,
  );

/** Serials are letters and digits; ten in practice, fourteen of a radio address. */
const SERIAL = /^[A-Za-z0-9]{4,32}$/;
const SSDP_SERIAL = /uuid:upnp-BasicDevice-1_0-([A-Za-z0-9]+)/i;

export interface SsdpAnswer {
  serial: string;
  /** Port of the device document. */
  port: number;
}

/** What an answer says; `undefined` where it is not a CCU's, or is no answer. */
export function readSsdpAnswer(message: Buffer): SsdpAnswer | undefined {
  const text = message.toString("latin1");
  if (!/^HTTP\/1\.[01] 200|^NOTIFY \*/i.test(text)) return undefined;
  const header = (name: string) => new RegExp(`^${name}:[ \\t]*(.*?)\\r?$`, "im").exec(text)?.[1] ?? "";
  const serial = SSDP_SERIAL.exec(header("USN"))?.[1];
  const location = header("LOCATION");
  if (serial === undefined || !SERIAL.test(serial) || !URL.canParse(location)) return undefined;
  const { protocol, port, pathname } = new URL(location);
  if (protocol !== "http:" || !pathname.startsWith("/upnp/")) return undefined;
  return { serial, port: Number(port) || 80 };
}

export interface DeviceDocument {
  serial?: string;
  name: string;
  manufacturer: string;
  model: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
/** Longest text of a document that is told: names of CCUs are far shorter. */
const TEXT_LIMIT = 200;
/** Who makes CCUs, and what they call themselves in their documents. */
const MAKER = /eq-?3|homematic|raspberrymatic|openccu|debmatic|picc?cu|pivccu/i;

/** The members of `/upnp/basic_dev.cgi` that matter; `undefined` where no CCU speaks. */
export function readDeviceDocument(text: string): DeviceDocument | undefined {
  const element = (name: string) =>
    (new RegExp(`<${name}>([^<]{0,2000})</${name}>`).exec(text)?.[1] ?? "")
      .replace(/&(amp|lt|gt|quot|apos);/g, (_all, entity: string) => ENTITIES[entity] as string)
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
      .replace(/[\u0000-\u001f\u007f]/g, " ")
      .trim()
      .slice(0, TEXT_LIMIT);
  const [manufacturer, model] = [element("manufacturer"), element("modelName")];
  if (!MAKER.test(`${manufacturer} ${model} ${element("friendlyName")}`)) return undefined;
  const serial = SSDP_SERIAL.exec(element("UDN"))?.[1] ?? element("modelDescription").slice(-10);
  const name = element("friendlyName") || model || "CCU";
  return { name, manufacturer, model, ...(SERIAL.test(serial) ? { serial } : {}) };
}

/** Version, sender, counter; type and serial that mean every CCU; "identify". */
export const EQ3_QUESTION = Buffer.concat([
  Buffer.from([0x02, 0x8f, 0x91, 0xc0, 0x01]),
  Buffer.from("eQ3-*\0*\0I", "latin1"),
]);
/** The header may be a byte longer than in our question: the type tells where it ends. */
const HEADER_LIMIT = 8;

/** Type and serial of an answer; `undefined` where it is none. */
export function readEq3Answer(message: Buffer): { serial: string; model: string } | undefined {
  const text = message.toString("latin1");
  const start = text.indexOf("eQ3-");
  if (start < 0 || start > HEADER_LIMIT) return undefined;
  const [type = "", serial = "", rest = ""] = text.slice(start).split("\0");
  if (!SERIAL.test(serial) || !/^[>]?I/.test(rest) || type.includes("*")) return undefined;
  const model = /CCU\d/.exec(type)?.[0] ?? "CCU";
  return { serial, model };
}
