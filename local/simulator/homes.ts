/** The household as it is ordered: in German or in English, and a second one that shares addresses with the first. */
import {
  COMPLAINTS,
  GATEWAY,
  HEATING_GROUPS,
  LINKS,
  NEWCOMERS,
  RESIDENTS,
  type Resident,
  TEAM_NAME,
  TEAMS,
} from "./household.ts";
import { ENGLISH } from "./household-english.ts";
import { PROGRAMS, type ProgramSeed, SYSTEM, VARIABLES, type VariableSeed } from "./logic/contents.ts";

/** Everything that somebody has put into a home and its CCU. */
export interface Home {
  residents: readonly Resident[];
  newcomers: readonly Resident[];
  /** Serial numbers of the radio modules. */
  gateway: { bidcos: string; hmip: string };
  heatingGroups: ReadonlyMap<string, readonly string[]>;
  teams: typeof TEAMS;
  teamName: string;
  links: typeof LINKS;
  complaints: typeof COMPLAINTS;
  programs: readonly ProgramSeed[];
  variables: readonly VariableSeed[];
  /** SGTIN of the CCU: the serial number is its last ten characters. */
  serial: string;
}

/**
 * Addresses that every CCU gives to its own things, so that two CCUs have them alike: heating groups count from
 * INT0000001, virtual remotes have one name, CUxD's devices get their number by kind (aiohomematic#1573, trial F1).
 */
const ALIKE = /^(INT|CUX|BidCoS-|HmIP-RCV-)/;

/** Another serial number of the same kind of device. Two homes share no device. */
function otherSerial(address: string): string {
  if (ALIKE.test(address)) return address;
  const classic = /^(\*?[A-Z]{3})(\d)(\d{6})$/.exec(address);
  return classic ? `${classic[1]}${(Number(classic[2]) + 5) % 10}${classic[3]}` : `B${address.slice(1)}`;
}

/** Replaces device addresses inside a text, such as those of channels. */
function relocated(text: string): string {
  const [address = "", ...rest] = text.split(":");
  return /^\*?[A-Z]{3}\d{7}$|^00[0-9A-F]{12}$/.test(address) ? [otherSerial(address), ...rest].join(":") : text;
}

/** Applies `change` to every text in lists and objects of texts, numbers and truth values. */
function everyText<T>(value: T, change: (text: string) => string): T {
  if (typeof value === "string") return change(value) as T;
  if (Array.isArray(value)) return value.map((item) => everyText(item, change)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, everyText(item, change)])) as T;
}

/** @param second another home: other serial numbers, and alike what all CCUs name alike */
export function homeOf({ language = "de", second = false }: { language?: "de" | "en"; second?: boolean } = {}): Home {
  const change = (text: string): string => {
    const spoken = language === "en" && Object.hasOwn(ENGLISH, text) ? (ENGLISH[text] as string) : text;
    return second ? relocated(spoken) : spoken;
  };
  const moved = ({ kind, ...rest }: Resident): Resident => ({ kind, ...everyText(rest, change) });
  return {
    residents: RESIDENTS.map(moved),
    newcomers: NEWCOMERS.map(moved),
    gateway: second ? { bidcos: otherSerial(GATEWAY.bidcos), hmip: `${GATEWAY.hmip.slice(0, -1)}2` } : GATEWAY,
    heatingGroups: new Map([...HEATING_GROUPS].map(([group, members]) => [group, members.map(change)])),
    teams: everyText(TEAMS, change),
    teamName: change(TEAM_NAME),
    links: everyText(LINKS, change),
    complaints: everyText(COMPLAINTS, change),
    programs: everyText(PROGRAMS, change),
    variables: everyText(VARIABLES, change),
    serial: second ? `${SYSTEM.serial.slice(0, -1)}1` : SYSTEM.serial,
  };
}
