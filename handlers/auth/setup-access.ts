/**
 * From where the first-run setup may be run. While nobody has an account, whoever reaches the port could take the server:
 * a page on the internet by DNS rebinding (its own name, our address), or a stranger where the port is open to the world.
 */
import { isLocalHost, isPrivateAddress } from "../kernel/addresses.ts";
import type { Identity } from "../kernel/identity.ts";
import type { RequestInfo } from "../kernel/operation.ts";
import { forbidden } from "../kernel/problem.ts";
import type { Site } from "../kernel/site.ts";
import { INITIAL_ADMIN } from "./first-admin.ts";

/** Carries the password that the program printed at its first start. */
const SETUP_CODE_HEADER = "x-setup-code";

/** The host of a `Host` header, without the port. */
const hostName = (host: string): string => (URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : "");

/** A private address asks a server that only the own network knows by this name, or that the owner has named. */
function isAtHome({ settings }: Pick<Site, "settings">, { headers: { host = "" }, remote }: RequestInfo): boolean {
  if (!isPrivateAddress(remote)) return false;
  const name = hostName(host);
  return isLocalHost(host) || (settings.setupHosts ?? []).some((own) => own.toLowerCase() === name);
}

/**
 * Who runs the setup: somebody who is logged in, somebody with the printed code, or nobody in particular at home (`null`).
 * Throws 403 for anybody else and for a wrong code, 429 after too many wrong ones.
 */
export async function setupCaller(
  site: Pick<Site, "settings" | "credentials">,
  who: Identity | null,
  request: RequestInfo,
): Promise<Identity | null> {
  if (who) return who;
  const code = request.headers[SETUP_CODE_HEADER];
  if (code !== undefined) {
    const user = await site.credentials.checkPassword(INITIAL_ADMIN, code.trim(), request.remote);
    if (!user)
      throw forbidden(`${SETUP_CODE_HEADER} is not the password printed at the first start`, "Wrong setup code");
    return { subject: user.subject, role: user.role, scheme: "basic" };
  }
  if (isAtHome(site, request)) return null;
  throw forbidden(
    `from here the setup needs the password that was printed at the first start, in the header ${SETUP_CODE_HEADER}; or open the server by its private address, or name this host in CCU_ANYWHERE_HOSTS`,
    "Setup needs its code",
  );
}
