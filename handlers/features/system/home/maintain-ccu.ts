/** The CCU as a machine: restarted, updated, told to fetch firmware. It is away for minutes then, which is no fault. */
import type { Identity } from "../../../kernel/identity.ts";
import { conflict, unprocessable } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { isNewerFirmware } from "../../../model/firmware-version.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { untilBegun } from "../../shared/background-task.ts";
import { ccuOf, findCentral } from "../../shared/central-scope.ts";

/** Milliseconds within which a CCU is back from a restart: a CCU3 with a hundred devices has been seen to take eight minutes. */
export const REBOOT_MS = 10 * 60_000;
/** The same with an update: it unpacks an image first, and some restart twice. */
export const UPDATE_MS = 30 * 60_000;
/** A CCU that refuses a download says so within this time, milliseconds; the download takes minutes. */
export const DOWNLOAD_BEGUN_MS = 5_000;

/** Restarts the CCU; resolves when it has begun. @throws Refusal 404, 503; CcuFault */
export async function rebootCcu(scope: RequestScope, who: Identity, named: string): Promise<void> {
  const { name: central } = await findCentral(scope, named);
  await ccuOf(scope, central).reboot(scope.deadline);
  scope.centrals.expectAbsence(central, "reboot", REBOOT_MS);
  await recordAudit(scope, who, { action: "system_ccu_reboot", central });
}

/**
 * Installs the firmware that the CCU has found; resolves when it has begun.
 * @throws Refusal 404, 400 where several CCUs could be meant, 409 where there is nothing to install, 503; CcuFault
 */
export async function installUpdate(scope: RequestScope, who: Identity, named?: string): Promise<void> {
  const { name: central } = await findCentral(scope, named);
  const { update } = await scope.home.hub(central);
  if (update?.inProgress) throw conflict(`${central} is being updated already`, "Update in progress");
  if (update && !isNewerFirmware(update.available, update.current))
    throw conflict(`${central} has ${update.current}, and knows no newer firmware`, "Nothing to install");
  await ccuOf(scope, central).installUpdate(scope.deadline);
  scope.centrals.expectAbsence(central, "update", UPDATE_MS);
  const note = update ? `from=${update.current} to=${update.available}` : "";
  await recordAudit(scope, who, { action: "system_update_install", central, ...(note ? { note } : {}) });
}

/** Where firmware of CCUs is published; a path where the host belongs to many. */
const SOURCES: readonly { host: string; paths?: readonly string[]; plain?: true }[] = [
  // eQ-3 serves it without TLS, too (protocol document, 17): what is installed is signed
  { host: "ccu3-update.homematic.com", plain: true },
  { host: "update.homematic.com", plain: true },
  { host: "www.eq-3.de" },
  { host: "github.com", paths: ["/OpenCCU/", "/jens-maus/RaspberryMatic/"] },
];

/** Why nobody should make a CCU fetch that; `undefined` where it is published firmware. */
export function firmwareFault(text: string): string | undefined {
  if (!URL.canParse(text)) return "is no address";
  const url = new URL(text);
  const source = SOURCES.find(({ host }) => host === url.hostname);
  const hosts = SOURCES.map(({ host }) => host).join(", ");
  if (!source || url.port !== "" || url.username !== "" || url.password !== "")
    return `is not where firmware of CCUs is published (${hosts})`;
  if (url.protocol !== "https:" && !(source.plain && url.protocol === "http:")) return "needs https:";
  if (source.paths && !source.paths.some((path) => url.pathname.startsWith(path)))
    return `is not among ${source.paths.map((path) => source.host + path).join(", ")}`;
  return undefined;
}

/** Makes the CCU fetch a firmware image; resolves when it has begun. @throws Refusal 422 for another host, 404, 400, 503; CcuFault */
export async function downloadFirmware(
  scope: RequestScope,
  who: Identity,
  { url, central: named }: { url: string; central?: string | undefined },
): Promise<void> {
  const fault = firmwareFault(url);
  if (fault !== undefined) throw unprocessable(`url ${fault}`, "Address refused", [{ field: "url", reason: fault }]);
  const { name: central } = await findCentral(scope, named);
  const work = ccuOf(scope, central).downloadFirmware(url, scope.deadline);
  await untilBegun(scope, work, DOWNLOAD_BEGUN_MS, "firmware download");
  await recordAudit(scope, who, { action: "system_firmware_download", central, note: `url=${url}` });
}
