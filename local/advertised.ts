/** How the server is found in its network: what its record says, and that it says so as long as it is true. */
import { hostname } from "node:os";
import { type Advertised, advertise } from "../adapters/mdns/advertise.ts";
import { bytesOf, cutTo, listEntry, NAME_BYTES, type ServiceRecord, TXT_ENTRY_BYTES } from "../adapters/mdns/record.ts";
import { API_PREFIX } from "../handlers/kernel/dispatch.ts";
import { API_VERSION } from "../handlers/kernel/openapi.ts";
import type { Site } from "../handlers/kernel/site.ts";
import type { CentralState } from "../handlers/ports/index.ts";
import type { BoundAddress } from "./listen.ts";

/** Of all servers whose name nobody chose: the machine tells them apart. */
const DEFAULT_NAME = "CCU Anywhere";

export interface AdvertisedServer {
  site: Pick<Site, "home" | "clock" | "log">;
  bound: readonly BoundAddress[];
  isTls: boolean;
  /** Name of this installation; default: that of the machine. */
  instance: string | undefined;
}

const isLoopback = ({ address }: BoundAddress): boolean => address === "::1" || address.startsWith("127.");
const isAny = ({ address }: BoundAddress): boolean => address === "0.0.0.0" || address === "::";

/**
 * Where the server is: a record has one port. It is that of the first address that others reach, with all addresses that
 * share the port; on the loopback interface only, where nobody else can reach it.
 */
export function placeOf(bound: readonly BoundAddress[]): Pick<ServiceRecord, "port" | "addresses" | "ipv4Only"> {
  const [first] = [...bound.filter((one) => !isLoopback(one)), ...bound];
  if (first === undefined) throw new Error("a server that listens nowhere cannot be announced");
  const alike = bound.filter((one) => one.port === first.port && isLoopback(one) === isLoopback(first));
  if (alike.some(({ address }) => address === "::")) return { port: first.port };
  if (alike.some(isAny)) return { port: first.port, ipv4Only: true };
  return { port: first.port, addresses: alike.map(({ address }) => address.replace(/%.*$/, "")) };
}

/** @param centrals the CCUs as the home knows them: the serial of one that has not answered yet is not among them */
export function entriesOf(centrals: readonly CentralState[], isTls: boolean, instance: string): ServiceRecord["txt"] {
  const serials = centrals.flatMap(({ system }) => system.serial || []);
  return {
    path: API_PREFIX,
    api_version: API_VERSION,
    tls: isTls ? "1" : "0",
    instance: cutTo(instance, TXT_ENTRY_BYTES - bytesOf("instance=")),
    centrals: String(centrals.length),
    serials: listEntry("serials", serials),
  };
}

export interface AdvertisedHome {
  /** Something about a CCU has changed: the record follows. */
  changed(): void;
  stop(): Promise<void>;
}

/** Announces the server; resolves before anybody has heard of it. */
export async function advertiseServer({ site, bound, isTls, instance }: AdvertisedServer): Promise<AdvertisedHome> {
  const { home, clock, log } = site;
  const name = instance ?? hostname().split(".")[0] ?? "";
  const read = async () => entriesOf(await home.centrals(), isTls, name);
  let told = await read();
  const service: Advertised = advertise(
    { name: cutTo(instance ?? `${DEFAULT_NAME} ${name}`.trim(), NAME_BYTES), txt: told, ...placeOf(bound) },
    { clock, log },
  );
  async function follow(): Promise<void> {
    const next = await read();
    if (JSON.stringify(next) === JSON.stringify(told)) return;
    told = next;
    service.update(next);
  }
  return {
    changed: () => void follow().catch((error: unknown) => log.warn("the announcement is out of date", { error })),
    stop: () => service.stop(),
  };
}
