/**
 * What is wrong with a CCU, in words for people: derived from what its interfaces say why they are not connected, from an
 * attempt to read something through its web server, and from when it called back last. Nothing is guessed: what none of
 * them tells is `other`, with the server's own words.
 */

/** Why one call was not answered. */
export type Cause =
  | "name"
  | "refused"
  | "unreachable"
  | "silent"
  | "credentials"
  | "certificate"
  | "no_tls"
  | "booting"
  | "stranger"
  | "callback"
  | "other";

/** In this order: a callback's own fault names the connection's, too. The words are those of the driver. */
const SIGNS: readonly (readonly [RegExp, Cause])[] = [
  [/callback address|the CCU cannot call|does not call back/, "callback"],
  [/name of the CCU/, "name"],
  [/refuses the credentials|refuses the login|gave no session|access denied/i, "credentials"],
  [/certificate/, "certificate"],
  [/EPROTO|wrong version number|SSL routines/, "no_tls"],
  [/CCU not ready/, "booting"],
  [/refuses the connection/, "refused"],
  [/not reachable/, "unreachable"],
  [/does not answer|no answer within|closed the connection/, "silent"],
  [/something else than RPC|HTTP [34]\d\d/, "stranger"],
];
/** Says what is being done, not what is wrong. */
const ON_THE_WAY = /is back and starting/;

/** @returns `undefined` where nothing is said to be wrong */
export function causeOf(said: string | undefined): Cause | undefined {
  if (said === undefined || said === "" || ON_THE_WAY.test(said)) return undefined;
  return SIGNS.find(([sign]) => sign.test(said))?.[1] ?? "other";
}

export interface Line {
  readonly interface: string;
  readonly connected: boolean;
  readonly note?: string | undefined;
}

/** One interface as the test knows it: the last cause stays while it is tried again. */
export interface Part {
  readonly name: string;
  readonly connected: boolean;
  readonly cause?: Cause | undefined;
  readonly said?: string | undefined;
}

export const withNews = (before: readonly Part[], lines: readonly Line[]): Part[] =>
  lines.map(({ interface: name, connected, note }) => {
    const known = before.find((one) => one.name === name);
    if (connected) return { name, connected };
    const cause = causeOf(note);
    return cause === undefined
      ? { name, connected, cause: known?.cause, said: known?.said }
      : { name, connected, cause, said: note };
  });

/** How reading through the CCU's web server went; `undefined` while it is tried. */
export type Web = { readonly isFine: true } | { readonly isFine: false; readonly said: string };

export interface Seen {
  readonly parts: readonly Part[];
  readonly web: Web | undefined;
  /** Any interface was called back since it was added. */
  readonly isCalled: boolean;
  /** Milliseconds since the first interface was connected. */
  readonly connectedMs: number;
}

export type Verdict =
  | "testing"
  | "fine"
  | "nothing"
  | "name"
  | "firewall"
  | "credentials"
  | "certificate"
  | "no_tls"
  | "booting"
  | "stranger"
  | "callback"
  | "partly"
  | "web"
  | "other";

/** Interfaces that call back; the other ones are asked, or may have nothing to say for days. */
const CALLING: ReadonlySet<string> = new Set(["HmIP-RF", "BidCos-RF", "BidCos-Wired", "VirtualDevices"]);
/** Milliseconds until a CCU that was asked to call back has done so: its answer to the first ping takes a moment. */
export const CALL_BACK_MS = 30_000;
/** Nobody is there, as far as one can tell from this side. */
const NOBODY: ReadonlySet<Cause> = new Set(["refused", "unreachable", "silent"]);

/** Told of one interface, it is so for all. */
const DECISIVE = ["name", "credentials", "certificate", "no_tls", "booting"] as const;

const somebodyIn = (web: Web): boolean => web.isFine || !NOBODY.has(causeOf(web.said) ?? "other");

/** All interfaces failed. */
function none(causes: readonly Cause[], web: Web): Verdict {
  if (causes.includes("callback")) return "callback";
  if (causes.every((cause) => NOBODY.has(cause))) return somebodyIn(web) ? "firewall" : "nothing";
  return causes.includes("stranger") ? "stranger" : "other";
}

/** At least one is connected. */
function some({ parts, web, isCalled, connectedMs }: Seen & { readonly web: Web }, causes: readonly Cause[]): Verdict {
  if (causes.includes("callback")) return "callback";
  const calling = parts.some(({ name, connected }) => connected && CALLING.has(name));
  if (calling && !isCalled) return connectedMs < CALL_BACK_MS ? "testing" : "callback";
  if (causes.length > 0) return "partly";
  if (web.isFine) return "fine";
  return causeOf(web.said) === "credentials" ? "credentials" : "web";
}

export function diagnose(seen: Seen): Verdict {
  const { parts, web } = seen;
  const causes = parts.flatMap(({ connected, cause }) => (connected ? [] : (cause ?? [])));
  const decisive = DECISIVE.find((one) => causes.includes(one));
  if (decisive) return decisive;
  const isDecided = parts.length > 0 && parts.every(({ connected, cause }) => connected || cause !== undefined);
  if (!isDecided || web === undefined) return "testing";
  return parts.some(({ connected }) => connected) ? some({ ...seen, web }, causes) : none(causes, web);
}
