/** Descriptions that a CCU announces by itself: what of them is news, until the list of devices has told of it. */
import type { DeviceDescription, Log } from "../../handlers/ports/index.ts";
import type { Announcement } from "./callback-router.ts";
import { MAX_MESSAGE_BYTES, RpcFormatError } from "./codec/value.ts";
import type { DamageReport } from "./damage.ts";
import { normaliseDevices } from "./normalise.ts";

/** Descriptions that are announced before the CCU lists them: three times the largest home known. */
export const MAX_ANNOUNCED = 10_000;

export interface AnnouncementParts {
  interface: string;
  /** Whether a description says something that is not known yet. */
  isNews: (description: DeviceDescription) => boolean;
  damaged: DamageReport;
  log: Log;
}

export class Announcements {
  readonly #parts: AnnouncementParts;
  /** Devices and channels that `listDevices` did not contain yet, by address. */
  readonly #announced = new Map<string, DeviceDescription>();
  /** Announcements that came while loading, not decoded yet. */
  #postponed: { announcement: Announcement; bytes: Uint8Array }[] = [];
  /** Together never more than one message may have. */
  #postponedBytes = 0;
  /** The list that was read while loading, as it came. */
  #listed: Uint8Array | undefined;

  constructor(parts: AnnouncementParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#announced.size;
  }

  /** What is announced and not listed yet. */
  get all(): readonly DeviceDescription[] {
    return [...this.#announced.values()];
  }

  /**
   * @param isLoading the list is being read: the announcement waits for it. What a CCU announces after `init` is nearly
   * always the same, byte for byte, and then need not be decoded.
   */
  add(announcement: Announcement, isLoading: boolean): void {
    const { bytes } = announcement;
    if (isLoading && bytes && this.#postponedBytes + bytes.length <= MAX_MESSAGE_BYTES) {
      this.#postponedBytes += bytes.length;
      this.#postponed.push({ announcement, bytes });
    } else this.#read(announcement);
  }

  /** The list that was read while loading, as it came. */
  listed(message: Uint8Array): void {
    this.#listed = message;
  }

  /** Decodes what waited for the list, unless it is the list itself. */
  readPostponed(): void {
    this.#postponedBytes = 0;
    for (const { announcement, bytes } of this.#postponed.splice(0))
      if (!this.#listed || !isSameList(bytes, this.#listed)) this.#read(announcement);
  }

  /** Loading has ended: the list is not needed any more, nor what it has told. */
  loaded(): void {
    this.readPostponed();
    this.#listed = undefined;
    for (const [address, description] of this.#announced)
      if (!this.#parts.isNews(description)) this.#announced.delete(address);
  }

  /** These were delivered; what was announced anew meanwhile stays. */
  delivered(descriptions: readonly DeviceDescription[]): void {
    for (const one of descriptions) if (this.#announced.get(one.ADDRESS) === one) this.#announced.delete(one.ADDRESS);
  }

  #read(announcement: Announcement): void {
    const { isNews, damaged, log } = this.#parts;
    try {
      for (const description of normaliseDevices(announcement.read(), damaged)) {
        if (!isNews(description)) continue;
        if (this.#announced.size >= MAX_ANNOUNCED) throw new RpcFormatError(`more than ${MAX_ANNOUNCED} descriptions`);
        this.#announced.set(description.ADDRESS, description);
      }
    } catch (error) {
      if (!(error instanceof RpcFormatError)) throw error;
      log.warn("announced devices could not be read", { interface: this.#parts.interface, reason: error.message });
    }
  }
}

/** Whether a call and an answer hold the same list of structs, byte for byte. */
function isSameList(call: Uint8Array, answer: Uint8Array): boolean {
  const [a, b] = [call, answer].map((bytes) => {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const start = text.indexOf("<array>");
    return start === -1 ? undefined : text.subarray(start, text.lastIndexOf("</array>"));
  });
  return a !== undefined && b !== undefined && a.equals(b);
}
