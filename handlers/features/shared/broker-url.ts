/** The address of a broker of the user's, as people type it in the setup and in the configuration. */
import { peerHostFault } from "../../kernel/addresses.ts";

const SCHEMES: ReadonlySet<string> = new Set(["tcp:", "mqtt:", "tls:", "ssl:", "mqtts:"]);

/** Why an address is none of a broker; `undefined` where it is one. */
export function brokerUrlFault(address: string): string | undefined {
  if (!URL.canParse(address)) return "must be an address like mqtt://192.168.1.5:1883";
  const url = new URL(address);
  if (!SCHEMES.has(url.protocol)) return "must begin with mqtt://, tcp://, mqtts://, tls:// or ssl://";
  // what stands in the address would be shown wherever the address is shown
  if (url.username !== "" || url.password !== "") return "must have no user name in it: there are fields for that";
  return url.hostname === "" ? "names no host" : peerHostFault(url.hostname);
}
