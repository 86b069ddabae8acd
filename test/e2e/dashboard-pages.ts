/**
 * Every page of the dashboard, once: whoever adds one lists it here, and it is seen in each size, language and colour, at
 * home and through the cloud, by a viewer, without its server and without its session. A link on any of them to a page that
 * is not listed fails.
 */

/** What a page says of itself while the home is away, besides the banner. */
export type WhenAway =
  /** That nothing on it can be changed. */
  | "note"
  /** Nothing: what it does is done in the cloud or in the browser, or each control says so when it is used. */
  | "none";

export interface ListedPage {
  /** Parts of its address behind `#/`; `*` stands for any. */
  readonly address: string;
  /** What stands for each `*` in the tests; a name of {@link Furnished} in braces for what is made at its start. */
  readonly sample?: readonly string[];
  readonly away: WhenAway;
}

/** Ids of what a home has only after {@link furnishHome}. */
export interface Furnished {
  readonly zone: string;
  readonly diagram: string;
}

const METER = ["demo", "0001DBE990F502"];
const RADIATOR = ["demo", "000393C9A2B402"];
const LAMP = ["demo", "LEQ0410001"];
const LINK = "JEQ0730012:1>LEQ0410001:1";
const POWER = JSON.stringify([...METER, 6, "POWER"]);

const all = (away: WhenAway, ...addresses: string[]): ListedPage[] => addresses.map((address) => ({ address, away }));
const device = (sample: readonly string[], ...parts: string[]): ListedPage[] =>
  parts.map((part) => ({ address: `device/*/*${part}`, sample, away: "note" }));

export const DASHBOARD_PAGES: readonly ListedPage[] = [
  ...all("none", "", "pages", "history", "energy", "batteries"),
  ...all("none", "replay", "wall", "plan"),
  { address: "room/*", sample: ["Hallway"], away: "none" },
  ...all("note", "messages", "schedules", "links", "rooms", "groups", "pairing", "matter"),
  ...all("note", "logic", "logic/variables", "logic/programs"),
  { address: "history/*", sample: [POWER], away: "none" },
  { address: "history/diagram/*", sample: ["{diagram}"], away: "none" },
  ...device(METER, ""),
  ...device(RADIATOR, "/settings", "/schedule"),
  { address: "device/*/*/settings/*", sample: [...RADIATOR, "1"], away: "note" },
  ...device(LAMP, "/links", "/links/new", "/past", "/service"),
  { address: "device/*/*/links/*", sample: [...LAMP, LINK], away: "note" },
  ...all("note", "alarm", "alarm/journal", "alarm/journal/incidents", "alarm/codes", "alarm/setup", "alarm/wizard"),
  { address: "alarm/setup/*", sample: ["{zone}"], away: "note" },
  { address: "alarm/walktest/*", sample: ["{zone}"], away: "note" },
  ...all("note", "ccus", "ccus/list", "ccus/find", "ccus/reception", "ccus/kept", "ccus/start"),
  { address: "ccus/test/*", sample: ["demo"], away: "note" },
  ...all("note", "backups", "backups/backups", "backups/firmware", "backups/restart"),
  ...all("note", "settings", "settings/changes"),
  { address: "settings/*", sample: ["backup"], away: "note" },
  ...all("none", "users", "users/own", "users/users", "users/tokens", "users/sessions", "users/signon"),
  ...all("note", "connections", "connections/mqtt", "connections/webhooks", "connections/hidden", "connections/cloud"),
  ...all("note", "connections/certificate"),
  ...all("note", "diagnostics", "diagnostics/health", "diagnostics/incidents", "diagnostics/audit"),
  ...all("note", "diagnostics/log", "diagnostics/capture", "diagnostics/events"),
];

const partsOf = (address: string): string[] => address.split("/").filter((part) => part !== "");

/** The hash of a page, with its samples filled in. */
export function hashOf({ address, sample = [] }: ListedPage, made: Furnished): string {
  const left = sample.map((one) => one.replace(/^\{(zone|diagram)\}$/, (_all, name: keyof Furnished) => made[name]));
  return `#/${partsOf(address)
    .map((part) => (part === "*" ? encodeURIComponent(left.shift() ?? "") : part))
    .join("/")}`;
}

/** Whether the page that a link leads to is listed. @param href as it stands in the link */
export function isListed(href: string): boolean {
  const parts = partsOf(href.replace(/^#/, "")).map(decodeURIComponent);
  return DASHBOARD_PAGES.some(({ address }) => {
    const pattern = partsOf(address);
    return pattern.length === parts.length && pattern.every((one, i) => one === "*" || one === parts[i]);
  });
}
