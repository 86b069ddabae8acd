/**
 * Name resolution whose result is checked and is the very address that is then connected to: a name server that answers
 * a second question differently (DNS rebinding) is not asked a second time.
 */
import { type LookupAddress, lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { isPublicAddress, peerHostFault, plainAddress } from "../../handlers/kernel/addresses.ts";

/** `anywhere`: what no peer can have is refused (metadata of a cloud's machine); `public`: private networks, too. */
export type Reach = "anywhere" | "public";

/** Why an address may not be connected to. */
export const addressFault = (address: string, reach: Reach): string | undefined =>
  peerHostFault(address) ?? (reach === "public" && !isPublicAddress(address) ? "is no public address" : undefined);

/** Of a host that is an address itself, which nobody looks up; `undefined` for names. */
export const literalFault = (host: string, reach: Reach): string | undefined =>
  plainAddress(host) === "" ? undefined : addressFault(host, reach);

type Resolve = (host: string, done: (error: Error | null, addresses: LookupAddress[]) => void) => void;
const system: Resolve = (host, done) => lookup(host, { all: true }, done);

/** For `net.connect`, `http.request` and `https.request`. Fails where no address of the name may be connected to. */
export function checkedLookup(reach: Reach, resolve: Resolve = system): LookupFunction {
  return (host, options, done) => {
    resolve(host, (error, found) => {
      if (error) return done(error, "", 0);
      const family = options.family === 4 || options.family === 6 ? options.family : undefined;
      const wanted = found.filter((one) => family === undefined || one.family === family);
      const allowed = wanted.filter(({ address }) => addressFault(address, reach) === undefined);
      const [first] = allowed;
      if (first === undefined) {
        const reason = wanted[0] === undefined ? "has no address" : addressFault(wanted[0].address, reach);
        return done(Object.assign(new Error(`${host} ${reason}`), { code: "EADDRREFUSED" }), "", 0);
      }
      if (options.all) return done(null, allowed);
      done(null, first.address, first.family);
    });
  };
}
