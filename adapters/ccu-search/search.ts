/** Asks the local network for CCUs by UDP. */
import { isUtf8 } from "node:buffer";
import { createSocket, type RemoteInfo } from "node:dgram";
import { networkInterfaces } from "node:os";
import { isPrivateAddress, plainAddress } from "../../handlers/kernel/addresses.ts";
import type { CcuSearch, Clock, FoundCcu, Log } from "../../handlers/ports/index.ts";
import { EQ3_QUESTION, readDeviceDocument, readEq3Answer, readSsdpAnswer, ssdpQuestion } from "./messages.ts";

interface Place {
  address: string;
  port: number;
}
const SSDP: Place = { address: "239.255.255.250", port: 1900 };
const EQ3: Place = { address: "255.255.255.255", port: 43_439 };
/** Seconds in which answers are spread (`MX`); wildcard answers of eQ-3's protocol come within 1.3 s. */
const SPREAD_SECONDS = 2;
/** Milliseconds that answers are waited for: the spread, and a slow network. */
export const WAIT_MS = 3_000;
/** Milliseconds for a device document. */
export const DOCUMENT_MS = 3_000;
/** Bytes of a device document: they have some 2 KB. */
const DOCUMENT_LIMIT = 64 * 1024;
/** CCUs of one search: a home has a handful, and whoever answers more wants to fill our memory. */
export const FOUND_LIMIT = 64;

export interface CcuSearchParts {
  clock: Clock;
  log: Log;
  /** Tests: where is asked. */
  ssdp?: Place;
  eq3?: Place;
  /** Tests: told of every datagram when it has been looked at. */
  heard?: (message: Buffer) => void;
}

export function createCcuSearch({ clock, log, ssdp = SSDP, eq3 = EQ3, heard }: CcuSearchParts): CcuSearch {
  return {
    async search() {
      const [bySsdp, byEq3] = await Promise.all([
        ask(ssdp, ssdpQuestion(SPREAD_SECONDS), (message, { address }) => {
          const answer = readSsdpAnswer(message);
          return answer && { key: answer.serial, found: { ...answer, host: plainAddress(address) } };
        }),
        ask(eq3, EQ3_QUESTION, (message, { address }) => {
          const answer = readEq3Answer(message);
          return answer && { key: answer.serial, found: { ...answer, host: plainAddress(address) } };
        }),
      ]);
      const all = new Map<string, FoundCcu>();
      for (const { serial, model, host } of byEq3)
        all.set(serial, { serial, model, host, name: model, manufacturer: "eQ-3", isThisMachine: isOwn(host) });
      const documents = await Promise.all(bySsdp.map(async (one) => ({ ...one, document: await documentOf(one) })));
      for (const { serial: told, host, document } of documents) {
        if (document === undefined) continue;
        const serial = document.serial ?? told;
        const { name, manufacturer, model } = document;
        all.set(serial, { serial, host, name, manufacturer, model, isThisMachine: isOwn(host) });
      }
      return [...all.values()];
    },
  };

  /** Sends a question and collects answers, each key once. Addresses from elsewhere are no CCU of this home. */
  function ask<T>(
    place: Place,
    question: Buffer,
    read: (message: Buffer, from: RemoteInfo) => { key: string; found: T } | undefined,
  ): Promise<T[]> {
    const answers = new Map<string, T>();
    return new Promise((resolve) => {
      const socket = createSocket({ type: "udp4" });
      let isOver = false;
      const end = () => {
        if (isOver) return;
        isOver = true;
        socket.close();
        resolve([...answers.values()]);
      };
      socket.on("error", (error) => {
        log.debug("the search for CCUs could not ask", { to: place.address, error });
        end();
      });
      socket.on("message", (message, from) => {
        const answer = isPrivateAddress(from.address) && answers.size < FOUND_LIMIT && read(message, from);
        if (answer) answers.set(answer.key, answer.found);
        heard?.(message);
      });
      socket.bind(0, () => {
        if (place.address === EQ3.address) socket.setBroadcast(true);
        // the error comes by its event
        socket.send(question, place.port, place.address, () => {});
        clock.after(WAIT_MS, end);
      });
    });
  }

  /** The document of whoever answered: never of another machine, whatever the answer says. */
  async function documentOf({ host, port }: { host: string; port: number }) {
    const late = new AbortController();
    const cancel = clock.after(DOCUMENT_MS, () => late.abort(new Error("the document does not come")));
    try {
      const response = await fetch(`http://${host}:${port}/upnp/basic_dev.cgi`, {
        redirect: "error",
        signal: late.signal,
      });
      if (!response.ok || !response.body) return undefined;
      const pieces: Uint8Array[] = [];
      let size = 0;
      for await (const chunk of response.body) {
        size += chunk.length;
        if (size > DOCUMENT_LIMIT) return undefined;
        pieces.push(chunk);
      }
      return readDeviceDocument(textOf(Buffer.concat(pieces)));
    } catch (error) {
      log.debug("a CCU's device document could not be read", { host, error });
      return undefined;
    } finally {
      cancel();
      // what is left of it is nobody's
      late.abort();
    }
  }
}

/** People give a CCU its name: UTF-8 as UPnP has it, Latin-1 where old firmware writes its own. */
const textOf = (bytes: Buffer): string => bytes.toString(isUtf8(bytes) ? "utf8" : "latin1");

const isOwn = (host: string): boolean =>
  Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === host));
