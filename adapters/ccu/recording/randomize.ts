/** Other addresses and serial numbers in the place of the real ones: each the same everywhere, no two alike. */
import { randomInt } from "node:crypto";
import type { DeviceBundle, RecordedExchange } from "../../../handlers/ports/index.ts";

/** Names that every CCU has: they say nothing about anybody, and drivers look for them. */
const COMMON = /^(BidCoS-RF|BidCoS-Wir|HmIP-RCV-1|HmIP-RCV|CENTRAL|PONG|\*?CUX[\d]*|VCU\d*)$/i;
/** Serial numbers of BidCos devices and gateways; SGTIN and shorter HmIP addresses; groups and other virtual devices. */
const SERIAL = /\b(?:[A-Z]{3}\d{7}|[0-9A-F]{14}|[0-9A-F]{24}|3014F711[0-9A-F]{16})\b/g;
const IPV4 = /\b(?:\d{1,3}\.){3}\d{1,3}\b/g;

const chosen = (from: string): string => from.charAt(randomInt(from.length));
/** Another text of the same shape: digits for digits, hexadecimal letters where it is hexadecimal. */
function alike(text: string): string {
  // groups (INT0000001) and CUxD (CUX2801001) are told by how they begin
  const kept = /^(\*?(?:INT|CUX))/.exec(text)?.[1] ?? "";
  const letters = /^[0-9A-Fa-f]+$/.test(text) && text.length >= 12 ? "ABCDEF" : "ABCDEFGHJKLMNPQRSTUVWXYZ";
  const other = [...text.slice(kept.length)].map((char) =>
    /\d/.test(char)
      ? chosen("0123456789")
      : /[A-Z]/.test(char)
        ? chosen(letters)
        : /[a-z]/.test(char)
          ? chosen(letters).toLowerCase()
          : char,
  );
  return kept + other.join("");
}

/** Characters from which on no word of a language or a protocol looks like one. */
const SURELY_AN_ADDRESS = 9;
const ADDRESS_MEMBERS = /^(ADDRESS|PARENT|address|sender|receiver|SENDER|RECEIVER)$/;
/** What an address may be. It has a digit: a word that stands in its place must not be replaced everywhere. */
const ADDRESS = /^(?=.*\d)[*A-Za-z0-9][A-Za-z0-9_-]{4,31}$/;

const deviceOf = (address: string): string => address.split(":")[0] as string;

function addressesIn(devices: readonly DeviceBundle[], exchanges: readonly RecordedExchange[]): Set<string> {
  const found = new Set<string>();
  const add = (address: string) => {
    if (ADDRESS.test(deviceOf(address))) found.add(deviceOf(address));
  };
  for (const { descriptions } of devices) for (const { ADDRESS } of descriptions) add(ADDRESS);
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [name, its] of Object.entries(value))
      if (ADDRESS_MEMBERS.test(name) && typeof its === "string") add(its);
      else walk(its);
  };
  for (const { method, direction, params, result } of exchanges) {
    walk(params);
    walk(result);
    // the address comes after the id of the interface, or first
    const at = direction === "callback" && method === "event" ? params[1] : undefined;
    if (typeof at === "string") add(at);
  }
  return found;
}

/** A function that replaces them in a text. */
export function randomizer(
  devices: readonly DeviceBundle[],
  exchanges: readonly RecordedExchange[],
): (text: string) => string {
  const others = new Map<string, string>();
  const taken = new Set<string>();
  const known = addressesIn(devices, exchanges);
  const otherThan = (text: string, make: (text: string) => string): string => {
    const before = others.get(text);
    if (before !== undefined) return before;
    let other = make(text);
    while (taken.has(other) || known.has(other)) other = make(text);
    taken.add(other);
    others.set(text, other);
    return other;
  };
  const addresses = [...known].filter((one) => !COMMON.test(one));
  // the longest first: one may begin with another
  const escaped = addresses
    .sort((a, b) => b.length - a.length)
    .map((one) => {
      const text = one.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      // a short one may be part of a word; before a long one there may be an escape of JSON, which ends in anything
      return one.length < SURELY_AN_ADDRESS ? `(?<![A-Za-z0-9])${text}(?![A-Za-z0-9])` : text;
    });
  const exact = escaped.length > 0 ? new RegExp(escaped.join("|"), "g") : undefined;
  const network = () => `198.18.${randomInt(256)}.${1 + randomInt(254)}`;
  return (text) => {
    const done = exact ? text.replace(exact, (one) => otherThan(one, alike)) : text;
    return done
      .replace(SERIAL, (one) => (taken.has(one) ? one : otherThan(one, alike)))
      .replace(IPV4, (one) => (one.startsWith("127.") || one === "0.0.0.0" ? one : otherThan(one, network)));
  };
}
