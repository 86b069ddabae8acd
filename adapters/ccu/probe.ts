/** Whether an interface process answers at all, by whatever method it has (protocol document, sections 7.1, 7.3). */
import { CcuFault } from "../../handlers/ports/index.ts";
import { isNoAnswer, notReady } from "./faults.ts";
import { plainText } from "./normalise.ts";
import type { Wire } from "./wire.ts";

export const PROBE_TIMEOUT_MS = 10_000;

/**
 * Asks until something is answered. A method that is not known is no outage, whether that is told by a fault, by an HTTP
 * error or by a closed connection (CUxD before 2.1.0 does so for `ping`): the next method decides. `listDevices` is what
 * every interface process has. Rejects with `CcuFault`: not reachable, not ready, credentials.
 */
export async function probe(wire: Wire): Promise<void> {
  const listed = await ask(wire, "system.listMethods");
  const version = await ask(wire, "getVersion");
  if (!(version instanceof CcuFault)) wire.version = plainText(version);
  else if (listed instanceof CcuFault && version.class === "transport") {
    const devices = await ask(wire, "listDevices");
    if (devices instanceof CcuFault && devices.class === "transport") throw devices;
  }
}

/** What was answered, also where that is a fault. Rejects where it is clear that nobody answers. */
async function ask(wire: Wire, method: string) {
  try {
    return await wire.direct(method, [], PROBE_TIMEOUT_MS);
  } catch (error) {
    const fault = error as CcuFault;
    if (fault.class === "auth" || (fault.class === "transport" && (!isNoAnswer(fault) || notReady(fault)))) throw fault;
    return fault;
  }
}
