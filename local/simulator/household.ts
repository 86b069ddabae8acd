/** The home that is simulated when nobody brings device files: who lives where. German, with umlauts, as people type. */
import type { InterfaceName } from "../../handlers/ports/index.ts";
import * as climate from "./devices/climate.ts";
import * as covers from "./devices/covers.ts";
import * as cuxd from "./devices/cuxd.ts";
import * as lights from "./devices/lights.ts";
import * as locks from "./devices/locks.ts";
import * as remotes from "./devices/remotes.ts";
import * as safety from "./devices/safety.ts";
import * as sensors from "./devices/sensors.ts";
import * as switches from "./devices/switches.ts";
import * as weather from "./devices/weather.ts";
import type { DeviceKind } from "./kinds.ts";

export interface Resident {
  address: string;
  kind: DeviceKind;
  name: string;
  rooms: readonly string[];
  functions: readonly string[];
  /** Channels that stand in the rooms; default: all but channel 0. */
  channels?: readonly number[];
}

const row = (
  address: string,
  kind: DeviceKind,
  name: string,
  rooms: string,
  functions: string,
  channels?: readonly number[],
): Resident => ({
  address,
  kind,
  name,
  rooms: rooms === "" ? [] : rooms.split(", "),
  functions: functions === "" ? [] : functions.split(", "),
  ...(channels ? { channels } : {}),
});

export const GATEWAY = { bidcos: "OEQ0004711", hmip: "3014F711A000040000000001" } as const;

/** Members of the heating group, by group address. */
export const HEATING_GROUPS: ReadonlyMap<string, readonly string[]> = new Map([
  ["INT0000001", ["000A9D8997C101:1", "000393C9A2B402:1"]],
]);

export const RESIDENTS: readonly Resident[] = [
  // BidCos-RF
  row("LEQ0410001", switches.bidcosFlushSwitch, "Deckenlampe Küche", "Küche", "Licht"),
  row("NEQ1020002", switches.bidcosMeterPlug, "Waschmaschine Keller", "Waschküche", "Energie, Haushalt"),
  row("KEQ0330003", lights.bidcosFlushDimmer, "Dimmer Eßzimmer", "Eßzimmer", "Licht", [1]),
  row("MEQ0550004", lights.bidcosRgbw, "LED-Streifen Flur", "Flur", "Licht"),
  row("JEQ0120005", covers.bidcosShutter, "Rollladen Büro", "Büro", "Beschattung"),
  row("MEQ1770006", climate.bidcosRadiatorThermostat, "Heizkörper Gäste-WC", "Gäste-WC", "Heizung", [4]),
  row("KEQ0990007", locks.bidcosDoorLock, "KeyMatic Nebeneingang", "Flur", "Zutritt"),
  row("OEQ0210008", sensors.bidcosContact, "Haustür", "Flur", "Verschluss, Sicherheit"),
  row("LEQ0660009", sensors.bidcosHandle, "Fenstergriff Büro", "Büro", "Verschluss"),
  row("MEQ0880010", sensors.bidcosMotion, "Bewegung Einfahrt", "Garten", "Sicherheit"),
  row("KEQ0070011", safety.bidcosSmoke, "Rauchmelder Dachgeschoß", "Dachgeschoß", "Sicherheit"),
  row("KEQ0070014", safety.bidcosSmoke, "Rauchmelder Keller", "Waschküche", "Sicherheit"),
  row("JEQ0730012", remotes.bidcosRemote, "Fernbedienung Sofa", "Wohnzimmer", "Taster"),
  row("LEQ0150013", weather.bidcosIndoorClimate, "Klima Keller", "Waschküche", "Klima"),
  row("BidCoS-RF", remotes.bidcosVirtualRemote, "Virtuelle Fernbedienung Funk", "", ""),
  // The spare part for a lamp that is broken: it can take the place of the one in the kitchen.
  row("LEQ0410099", switches.bidcosFlushSwitch, "Ersatz Deckenlampe", "", ""),
  // HmIP-RF
  row("0001D3C99C6A01", switches.hmipPlug, "Steckdose Fernseher", "Wohnzimmer", "Medien", [2, 3, 4, 5]),
  row("0001DBE990F502", switches.hmipMeterPlug, "Kühlschrank", "Küche", "Energie", [2, 3, 4, 5, 6]),
  row("000858A9A7C303", lights.hmipBrandDimmer, "Dimmer Schlafzimmer", "Schlafzimmer", "Licht", [3, 4, 5, 6]),
  row("0031A40999B904", lights.hmipRgbw, "Wandlicht Treppe", "Flur", "Licht", [1]),
  row("00111A49A4E405", covers.hmipShutter, "Rollladen Südseite", "Wohnzimmer", "Beschattung", [3, 4, 5, 6]),
  row("0007DA498D5906", covers.hmipBlind, "Jalousie Wintergarten", "Wintergarten", "Beschattung", [3, 4, 5, 6]),
  row("0034D3C98F0107", covers.hmipGarage, "Garagentor", "Garage", "Zutritt"),
  row("000A9D8997C101", climate.hmipWallThermostat, "Wandthermostat Wohnzimmer", "Wohnzimmer", "Heizung, Klima", [1]),
  row("000393C9A2B402", climate.hmipRadiatorThermostat, "Heizkörper Wohnzimmer", "Wohnzimmer", "Heizung", [1]),
  row("0031D709A8E810", climate.floorController, "Fußbodenheizung Erdgeschoß", "Technikraum", "Heizung", [1, 2, 3, 4]),
  row("002A60C99D1911", locks.hmipDoorLock, "Türschloß Eingang", "Flur", "Zutritt, Sicherheit", [1]),
  row("0000D7099D6F12", sensors.hmipContact, "Fenster Küche links", "Küche", "Verschluss"),
  row("0011D89994A113", sensors.hmipMotion, "Bewegungsmelder Flur", "Flur", "Sicherheit, Licht"),
  row("000C1A499E2A14", sensors.hmipPresence, "Präsenz Büro", "Büro", "Licht"),
  row("000A97099B5515", safety.hmipSmoke, "Rauchmelder Schlafzimmer", "Schlafzimmer", "Sicherheit"),
  row("000DD7099C0216", safety.hmipWater, "Wassermelder Waschküche", "Waschküche", "Sicherheit"),
  row("00245A499A7717", safety.hmipSiren, "Sirene Treppenhaus", "Flur", "Sicherheit", [3]),
  row("0000D5499C8818", remotes.hmipRemote, "Wandtaster Flur", "Flur", "Taster"),
  row("001758A99D0319", weather.hmipWeatherStation, "Wetterstation Dach", "Garten", "Klima, Wetter", [1]),
  row("001F58A9A71120", weather.radioModule, "Funkmodul der Zentrale", "", ""),
  row("001197099F5421", weather.accessPoint, "Access Point Garage", "Garage", ""),
  row("HmIP-RCV-1", remotes.hmipVirtualRemote, "Virtuelle Fernbedienung HmIP", "", ""),
  // VirtualDevices, CUxD, wired
  row("INT0000001", climate.heatingGroup, "Heizgruppe Wohnzimmer", "Wohnzimmer", "Heizung"),
  row("CUX4000001", cuxd.cuxdSwitch, "Überwachungskamera", "Garten", "Sicherheit"),
  row("CUX2800001", cuxd.cuxdTimer, "Zeitschaltuhr", "", ""),
  row("CUX9002001", cuxd.cuxdThermometer, "Außenfühler Pool", "Garten", "Klima"),
  row("HEQ0240001", switches.wiredSwitch, "Schaltaktor Verteiler", "Technikraum", "Licht"),
];

/** Devices that were paired and nobody has accepted yet: in the inbox of the logic layer. */
export const NEWCOMERS: readonly Resident[] = [
  row("0000D7099D7F99", sensors.hmipContact, "HmIP-SWDO-I 0000D7099D7F99", "", ""),
];

/** Which smoke detector sounds with which: channel, and the team's channel ("" = its own). */
export const TEAMS: readonly (readonly [string, string])[] = [
  ["KEQ0070011:1", ""],
  ["KEQ0070014:1", "*KEQ0070011:1"],
];

/** What the team is called; the WebUI lists it like a device. */
export const TEAM_NAME = "Rauchmelderteam";

/** Direct links: interface, key, what it switches, name. */
export const LINKS: readonly (readonly [InterfaceName, string, string, string])[] = [
  ["BidCos-RF", "JEQ0730012:1", "LEQ0410001:1", "Sofa schaltet Küche"],
  ["BidCos-RF", "JEQ0730012:3", "KEQ0330003:1", "Sofa dimmt Eßzimmer"],
  ["HmIP-RF", "0000D5499C8818:1", "000858A9A7C303:4", "Flur dimmt Schlafzimmer"],
  ["HmIP-RF", "0001D3C99C6A01:1", "0001D3C99C6A01:3", "Taste am Gerät"],
];

/** Service messages that are there from the start: one that a receipt ends, one that a new battery ends. */
export const COMPLAINTS: readonly (readonly [string, string])[] = [
  ["LEQ0150013:0", "STICKY_UNREACH"],
  ["MEQ0880010:0", "LOWBAT"],
];

export const ALL_INTERFACES: readonly InterfaceName[] = ["BidCos-RF", "HmIP-RF", "VirtualDevices", "CUxD"];
