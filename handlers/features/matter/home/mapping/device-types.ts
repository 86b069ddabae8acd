/** Device types and clusters of Matter (Device Library and Application Clusters 1.5), as far as this home has a use for them. */

/** Clusters by their name in the specification, in lower camel case. */
export const CLUSTERS = {
  onOff: 0x0006,
  levelControl: 0x0008,
  powerSource: 0x002f,
  switch: 0x003b,
  booleanState: 0x0045,
  airQuality: 0x005b,
  smokeCoAlarm: 0x005c,
  electricalPowerMeasurement: 0x0090,
  electricalEnergyMeasurement: 0x0091,
  doorLock: 0x0101,
  windowCovering: 0x0102,
  thermostat: 0x0201,
  colorControl: 0x0300,
  illuminanceMeasurement: 0x0400,
  temperatureMeasurement: 0x0402,
  pressureMeasurement: 0x0403,
  relativeHumidityMeasurement: 0x0405,
  occupancySensing: 0x0406,
  carbonDioxideConcentrationMeasurement: 0x040d,
  pm25ConcentrationMeasurement: 0x042a,
  pm10ConcentrationMeasurement: 0x042d,
} as const;
export type ClusterName = keyof typeof CLUSTERS;

export type Ecosystem = "Alexa" | "Apple Home" | "Google Home" | "SmartThings";

const GOOGLE = "https://developers.home.google.com/matter/supported-devices";
const AMAZON = "https://developer.amazon.com/en-US/docs/alexa/smarthome/supported-matter-device-categories.html";
/** Apple publishes no list: this is what people found in iOS 26. */
const APPLE = "https://github.com/RiDDiX/home-assistant-matter-hub/discussions/410";
/** Users' matrix of types and apps; no app's maker says so. */
const USERS =
  "https://github.com/RiDDiX/home-assistant-matter-hub/blob/main/docs-site/docs/guides/controller-compatibility.md";

/** An app that does not show a device type, as far as public sources say (looked up 2026-11-30; nobody has tried it here). */
export interface Unseen {
  readonly app: Ecosystem;
  /** Address of what says so. */
  readonly source: string;
  /** Absent: the maker's list of types does not have it, or the type was looked for in the app. Else nobody could confirm it. */
  readonly doubt?: string;
}

export interface DeviceType {
  readonly id: number;
  /** As the Device Library calls it. */
  readonly name: string;
  readonly clusters: readonly ClusterName[];
  readonly unseenBy?: readonly Unseen[];
}

/**
 * Old, widely known types: a type that is newer than an app can make it drop the whole bridge
 * (home-assistant-matter-hub#365), so there is no water leak detector, water valve, rain sensor or closure here.
 */
export const DEVICE_TYPES = {
  onOffPlugInUnit: { id: 0x010a, name: "On/Off Plug-in Unit", clusters: ["onOff"] },
  dimmableLight: { id: 0x0101, name: "Dimmable Light", clusters: ["onOff", "levelControl"] },
  colorTemperatureLight: {
    id: 0x010c,
    name: "Color Temperature Light",
    clusters: ["onOff", "levelControl", "colorControl"],
  },
  extendedColorLight: { id: 0x010d, name: "Extended Color Light", clusters: ["onOff", "levelControl", "colorControl"] },
  windowCovering: { id: 0x0202, name: "Window Covering", clusters: ["windowCovering"] },
  thermostat: { id: 0x0301, name: "Thermostat", clusters: ["thermostat"] },
  doorLock: { id: 0x000a, name: "Door Lock", clusters: ["doorLock"] },
  smokeCoAlarm: { id: 0x0076, name: "Smoke CO Alarm", clusters: ["smokeCoAlarm"] },
  contactSensor: { id: 0x0015, name: "Contact Sensor", clusters: ["booleanState"] },
  occupancySensor: { id: 0x0107, name: "Occupancy Sensor", clusters: ["occupancySensing"] },
  temperatureSensor: { id: 0x0302, name: "Temperature Sensor", clusters: ["temperatureMeasurement"] },
  humiditySensor: { id: 0x0307, name: "Humidity Sensor", clusters: ["relativeHumidityMeasurement"] },
  lightSensor: { id: 0x0106, name: "Light Sensor", clusters: ["illuminanceMeasurement"] },
  pressureSensor: {
    id: 0x0305,
    name: "Pressure Sensor",
    clusters: ["pressureMeasurement"],
    unseenBy: [
      { app: "Alexa", source: AMAZON },
      { app: "Apple Home", source: APPLE },
    ],
  },
  airQualitySensor: { id: 0x002c, name: "Air Quality Sensor", clusters: ["airQuality"] },
  electricalSensor: {
    id: 0x0510,
    name: "Electrical Sensor",
    clusters: [],
    unseenBy: [
      { app: "Alexa", source: USERS, doubt: "reported for meters" },
      { app: "Apple Home", source: USERS, doubt: "iOS 27 shows power, of outlets only" },
      { app: "Google Home", source: GOOGLE, doubt: "lists meters; nothing was found about this type alone" },
    ],
  },
  genericSwitch: {
    id: 0x000f,
    name: "Generic Switch",
    clusters: ["switch"],
    unseenBy: [{ app: "Google Home", source: GOOGLE }],
  },
} as const satisfies Record<string, DeviceType>;
export type DeviceTypeName = keyof typeof DEVICE_TYPES;

/** A device type with what an endpoint of it has besides. */
export interface Projection {
  readonly type: DeviceTypeName;
  /** Clusters beyond those of the device type. */
  readonly extra?: readonly ClusterName[];
}

/** Clusters of an endpoint, those of the device type first. */
export const clustersOf = ({ type, extra = [] }: Projection): readonly ClusterName[] => [
  ...DEVICE_TYPES[type].clusters,
  ...extra,
];

export type Verdict = "mappable" | "partially_mappable" | "unmappable";
