/**
 * Announces a service by multicast DNS for as long as it runs, and takes it back at the end. Whatever the network does, the
 * program goes on: what fails is warned of and tried again.
 *
 * The responder is ciao, that of Homebridge: it probes for names in use, follows interfaces that come and go, and says
 * goodbye. It shares port 5353 with Avahi and its like.
 */
import { createSocket } from "node:dgram";
import { networkInterfaces } from "node:os";
import type { CiaoService, Responder } from "@homebridge/ciao";
import type { Clock, Log } from "../../handlers/ports/index.ts";
import { hostLabel, SERVICE_TYPE, type ServiceRecord } from "./record.ts";

/** Port of multicast DNS (RFC 6762). */
const MDNS_PORT = 5353;
/** Milliseconds until what could not be done is tried again: networks of a home come up within a minute. */
export const RETRY_MS = 60_000;
/** Milliseconds for saying goodbye: it takes a few when all is well, and the end of the program does not wait for it. */
const GOODBYE_MS = 1_000;

export interface Advertised {
  /** Other entries of the record from now on; whoever knows the record hears of them. */
  update(txt: ServiceRecord["txt"]): void;
  /** The record is withdrawn; nothing is sent afterwards. At most {@link GOODBYE_MS}. */
  stop(): Promise<void>;
}

export interface AdvertiseParts {
  clock: Clock;
  log: Log;
  /** Tests: why nothing can be announced now; default: what this machine says. */
  obstacle?: (record: ServiceRecord) => Promise<string | undefined>;
}

/** Begins at once, in the background. Never throws. */
export function advertise(record: ServiceRecord, { clock, log, obstacle = obstacleHere }: AdvertiseParts): Advertised {
  let { txt } = record;
  let isEnded = false;
  let warned: string | undefined;
  let cancelRetry = () => {};
  let announced: { responder: Responder; service: CiaoService } | undefined;

  async function begin(): Promise<void> {
    const reason = await obstacle(record);
    if (reason !== undefined) throw new Error(reason);
    if (isEnded) return;
    const responder = await openResponder(record);
    try {
      const { name, port, addresses, ipv4Only = false } = record;
      const restricted = addresses && { restrictedAddresses: [...addresses] };
      const service = responder.createService({
        ...{ type: SERVICE_TYPE, name, hostname: hostLabel(name), port, txt: { ...txt }, disabledIpv6: ipv4Only },
        ...restricted,
      });
      service.on("name-change", (used) => log.warn("the name is taken in this network", { name, used }));
      // without anybody who hears of it, the library would call this a fault of ours
      service.on("hostname-change", () => {});
      announced = { responder, service };
      if (isEnded) return await withdraw();
      await service.advertise();
      if (!isEnded) log.info("announced in the local network", { name: service.getFQDN(), port });
    } catch (error) {
      announced = undefined;
      await responder.shutdown();
      throw error;
    }
  }

  function attempt(): void {
    begin().catch((error: Error) => {
      if (isEnded) return;
      if (error.message !== warned)
        log.warn("not announced in the local network; it is tried again", { reason: error.message });
      warned = error.message;
      cancelRetry = clock.after(RETRY_MS, attempt);
    });
  }

  async function withdraw(): Promise<void> {
    const ending = announced;
    announced = undefined;
    if (ending === undefined) return;
    let cancel = () => {};
    const late = new Promise<void>((resolve) => {
      cancel = clock.after(GOODBYE_MS, resolve);
    });
    await Promise.race([ending.responder.shutdown(), late]).catch((error: unknown) => {
      log.debug("the goodbye was not sent", { error });
    });
    cancel();
  }

  attempt();
  return {
    update(next) {
      txt = next;
      if (isEnded) return;
      try {
        announced?.service.updateTxt({ ...txt });
      } catch (error) {
        log.warn("the announcement could not be changed", { error });
      }
    },
    async stop() {
      isEnded = true;
      cancelRetry();
      await withdraw();
    },
  };
}

/**
 * The entry point of the package replaces how the process shows stack traces and ends on errors (source-map-support);
 * this is the file behind it.
 */
async function openResponder({ addresses }: ServiceRecord): Promise<Responder> {
  const { Responder } = await import("@homebridge/ciao/lib/Responder.js");
  return Responder.getResponder(addresses ? { interface: [...addresses] } : undefined);
}

/** Why nothing can be announced from this machine now. The library would print it, or wait for ever. */
async function obstacleHere({ addresses = [] }: ServiceRecord): Promise<string | undefined> {
  const own = Object.values(networkInterfaces()).flatMap((infos) => infos ?? []);
  if (!own.some(({ internal }) => internal)) return "this machine has no loopback interface";
  const foreign = addresses.find((address) => !own.some((info) => info.address === address));
  if (foreign !== undefined) return `${foreign} is no address of this machine`;
  if (addresses.length === 0 && own.every(({ internal }) => internal)) return "this machine has no network";
  return portObstacle();
}

/** Other responders share the port; who does not share it keeps everybody else away. */
export function portObstacle(port = MDNS_PORT): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket({ type: "udp4", reuseAddr: true });
    socket.once("error", (error) => {
      socket.close();
      resolve(`port ${port} cannot be had: ${error.message}`);
    });
    socket.bind(port, () => socket.close(() => resolve(undefined)));
  });
}
