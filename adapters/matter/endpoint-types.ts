/** From the name of a device type to an endpoint of matter.js: its servers, and the attributes that never change. */
import { Endpoint, type EndpointType, type SupportedBehaviors } from "@matter/main";
import { AirQualityServer } from "@matter/main/behaviors/air-quality";
import { BooleanStateServer } from "@matter/main/behaviors/boolean-state";
import { BridgedDeviceBasicInformationServer } from "@matter/main/behaviors/bridged-device-basic-information";
import { CarbonDioxideConcentrationMeasurementServer } from "@matter/main/behaviors/carbon-dioxide-concentration-measurement";
import { ElectricalEnergyMeasurementServer } from "@matter/main/behaviors/electrical-energy-measurement";
import { ElectricalPowerMeasurementServer } from "@matter/main/behaviors/electrical-power-measurement";
import { OccupancySensingServer } from "@matter/main/behaviors/occupancy-sensing";
import { Pm10ConcentrationMeasurementServer } from "@matter/main/behaviors/pm10-concentration-measurement";
import { Pm25ConcentrationMeasurementServer } from "@matter/main/behaviors/pm25-concentration-measurement";
import { PowerSourceServer } from "@matter/main/behaviors/power-source";
import { PowerTopologyServer } from "@matter/main/behaviors/power-topology";
import { RelativeHumidityMeasurementServer } from "@matter/main/behaviors/relative-humidity-measurement";
import { SmokeCoAlarmServer } from "@matter/main/behaviors/smoke-co-alarm";
import { SwitchBehavior } from "@matter/main/behaviors/switch";
import { TemperatureMeasurementServer } from "@matter/main/behaviors/temperature-measurement";
import { AirQualitySensorDevice } from "@matter/main/devices/air-quality-sensor";
import { ColorTemperatureLightDevice } from "@matter/main/devices/color-temperature-light";
import { ContactSensorDevice } from "@matter/main/devices/contact-sensor";
import { DimmableLightDevice } from "@matter/main/devices/dimmable-light";
import { DoorLockDevice } from "@matter/main/devices/door-lock";
import { ExtendedColorLightDevice } from "@matter/main/devices/extended-color-light";
import { GenericSwitchDevice } from "@matter/main/devices/generic-switch";
import { HumiditySensorDevice } from "@matter/main/devices/humidity-sensor";
import { LightSensorDevice } from "@matter/main/devices/light-sensor";
import { OccupancySensorDevice } from "@matter/main/devices/occupancy-sensor";
import { OnOffPlugInUnitDevice } from "@matter/main/devices/on-off-plug-in-unit";
import { PressureSensorDevice } from "@matter/main/devices/pressure-sensor";
import { SmokeCoAlarmDevice } from "@matter/main/devices/smoke-co-alarm";
import { TemperatureSensorDevice } from "@matter/main/devices/temperature-sensor";
import { ThermostatDevice } from "@matter/main/devices/thermostat";
import { WindowCoveringDevice } from "@matter/main/devices/window-covering";
import { ElectricalSensorEndpoint } from "@matter/main/endpoints/electrical-sensor";
import type { MatterAttributes, MatterEndpoint } from "../../handlers/ports/matter-bridge.ts";
import { mergedAttributes } from "./merged-attributes.ts";
import type { Servers } from "./servers.ts";

type Server = SupportedBehaviors[string];
/** What is left of the many generics of matter.js: a type that takes further servers. */
interface OpenType extends EndpointType {
  with(...servers: Server[]): EndpointType;
}
type Attributes = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
interface Row {
  readonly type: EndpointType;
  /** In the place of those of the device type, or beyond them. */
  readonly servers?: readonly Server[];
  readonly attributes?: Attributes;
}

/** Of the specification's enumerations and bitmaps. */
const AIR = 0;
const PPM = 0;
const MICROGRAMS = 4;
const ALTERNATING_CURRENT = 2;
const ACTIVE_POWER = 5;
const ELECTRICAL_ENERGY = 14;
const HEATING_ONLY = 2;
const ROLLER_SHADE = 0;
const LIFT_AND_TILT = 8;
const USER_REPLACEABLE = 2;
const ACTIVE = 1;

/** What nobody has measured: as large as the cluster allows. */
const accuracy = (measurementType: number) => ({
  measurementType,
  measured: true,
  minMeasuredValue: -1_000_000_000_000,
  maxMeasuredValue: 1_000_000_000_000,
  accuracyRanges: [{ rangeMin: -1_000_000_000_000, rangeMax: 1_000_000_000_000, percentMax: 500 }],
});

const LEVEL = { levelControl: { minLevel: 1, maxLevel: 254, onLevel: null, currentLevel: 254 } };
const TEMPERATURES = {
  colorTempPhysicalMinMireds: 100,
  colorTempPhysicalMaxMireds: 1_000,
  coupleColorTempToLevelMinMireds: 100,
  startUpColorTemperatureMireds: null,
  colorTemperatureMireds: 250,
  colorMode: 2,
  enhancedColorMode: 2,
  remainingTime: 0,
};

function covering(servers: Servers, features: readonly string[]): Row {
  const tilt = features.includes("tilt");
  return {
    type: WindowCoveringDevice,
    servers: [tilt ? servers.windowCovering.LiftAndTilt : servers.windowCovering.Lift],
    attributes: {
      windowCovering: {
        type: tilt ? LIFT_AND_TILT : ROLLER_SHADE,
        endProductType: tilt ? LIFT_AND_TILT : ROLLER_SHADE,
        configStatus: { operational: true, onlineReserved: true, liftPositionAware: true, tiltPositionAware: tilt },
        operationalStatus: { global: 0, lift: 0, tilt: 0 },
        mode: {},
        currentPositionLiftPercent100ths: null,
        targetPositionLiftPercent100ths: null,
        ...(tilt ? { currentPositionTiltPercent100ths: null, targetPositionTiltPercent100ths: null } : {}),
      },
    },
  };
}

const keys = (features: readonly string[]): Row => ({
  type: GenericSwitchDevice,
  servers: [
    features.includes("longPress")
      ? SwitchBehavior.with("MomentarySwitch", "MomentarySwitchRelease", "MomentarySwitchLongPress")
      : SwitchBehavior.with("MomentarySwitch", "MomentarySwitchRelease"),
  ],
  attributes: { switch: { numberOfPositions: 2, currentPosition: 0 } },
});

const measured = (cluster: string, attributes = {}): Attributes => ({
  [cluster]: { measuredValue: null, minMeasuredValue: null, maxMeasuredValue: null, ...attributes },
});

const TYPES: Readonly<Record<string, (servers: Servers, features: readonly string[]) => Row>> = {
  onOffPlugInUnit: ({ onOff }) => ({ type: OnOffPlugInUnitDevice, servers: [onOff] }),
  dimmableLight: ({ onOff, levelControl }) => ({
    type: DimmableLightDevice,
    servers: [onOff, levelControl],
    attributes: LEVEL,
  }),
  colorTemperatureLight: ({ onOff, levelControl, colorControl }) => ({
    type: ColorTemperatureLightDevice,
    servers: [onOff, levelControl, colorControl.White],
    attributes: { ...LEVEL, colorControl: TEMPERATURES },
  }),
  extendedColorLight: ({ onOff, levelControl, colorControl }) => ({
    type: ExtendedColorLightDevice,
    servers: [onOff, levelControl, colorControl.Colour],
    attributes: { ...LEVEL, colorControl: { ...TEMPERATURES, currentHue: 0, currentSaturation: 0 } },
  }),
  windowCovering: covering,
  thermostat: ({ thermostat }) => ({
    type: ThermostatDevice,
    servers: [thermostat],
    attributes: { thermostat: { controlSequenceOfOperation: HEATING_ONLY, systemMode: 4, localTemperature: null } },
  }),
  doorLock: ({ doorLock }) => ({
    type: DoorLockDevice,
    servers: [doorLock],
    attributes: {
      doorLock: {
        lockType: 0,
        lockState: null,
        actuatorEnabled: true,
        operatingMode: 0,
        // bits are inverted: what is set is not supported (Application Clusters 5.2)
        supportedOperatingModes: {
          normal: false,
          vacation: true,
          privacy: true,
          noRemoteLockUnlock: false,
          passage: true,
          alwaysSet: 2047,
        },
      },
    },
  }),
  smokeCoAlarm: () => ({
    type: SmokeCoAlarmDevice,
    servers: [SmokeCoAlarmServer.with("SmokeAlarm")],
    attributes: {
      smokeCoAlarm: {
        expressedState: 0,
        smokeState: 0,
        batteryAlert: 0,
        testInProgress: false,
        hardwareFaultAlert: false,
        endOfServiceAlert: 0,
      },
    },
  }),
  contactSensor: () => ({ type: ContactSensorDevice, attributes: { booleanState: { stateValue: true } } }),
  occupancySensor: () => ({
    type: OccupancySensorDevice,
    servers: [OccupancySensingServer.with("PassiveInfrared")],
    attributes: {
      occupancySensing: {
        occupancy: { occupied: false },
        occupancySensorType: 0,
        occupancySensorTypeBitmap: { pir: true },
      },
    },
  }),
  temperatureSensor: () => ({ type: TemperatureSensorDevice, attributes: measured("temperatureMeasurement") }),
  humiditySensor: () => ({ type: HumiditySensorDevice, attributes: measured("relativeHumidityMeasurement") }),
  lightSensor: () => ({ type: LightSensorDevice, attributes: measured("illuminanceMeasurement") }),
  pressureSensor: () => ({ type: PressureSensorDevice, attributes: measured("pressureMeasurement") }),
  airQualitySensor: () => ({
    type: AirQualitySensorDevice,
    servers: [AirQualityServer],
    attributes: { airQuality: { airQuality: 0 } },
  }),
  electricalSensor: () => ({
    type: ElectricalSensorEndpoint,
    servers: [PowerTopologyServer.with("NodeTopology")],
  }),
  genericSwitch: (_servers, features) => keys(features),
};

const concentration = (measurementUnit: number) => ({ measurementMedium: AIR, measurementUnit });

/** Clusters beyond those of the device type. */
const EXTRA: Readonly<Record<string, { server: Server; attributes: Attributes }>> = {
  booleanState: { server: BooleanStateServer, attributes: { booleanState: { stateValue: false } } },
  temperatureMeasurement: { server: TemperatureMeasurementServer, attributes: measured("temperatureMeasurement") },
  relativeHumidityMeasurement: {
    server: RelativeHumidityMeasurementServer,
    attributes: measured("relativeHumidityMeasurement"),
  },
  carbonDioxideConcentrationMeasurement: {
    server: CarbonDioxideConcentrationMeasurementServer.with("NumericMeasurement"),
    attributes: measured("carbonDioxideConcentrationMeasurement", concentration(PPM)),
  },
  pm25ConcentrationMeasurement: {
    server: Pm25ConcentrationMeasurementServer.with("NumericMeasurement"),
    attributes: measured("pm25ConcentrationMeasurement", concentration(MICROGRAMS)),
  },
  pm10ConcentrationMeasurement: {
    server: Pm10ConcentrationMeasurementServer.with("NumericMeasurement"),
    attributes: measured("pm10ConcentrationMeasurement", concentration(MICROGRAMS)),
  },
  electricalPowerMeasurement: {
    server: ElectricalPowerMeasurementServer.with("AlternatingCurrent"),
    attributes: {
      electricalPowerMeasurement: {
        powerMode: ALTERNATING_CURRENT,
        numberOfMeasurementTypes: 1,
        accuracy: [accuracy(ACTIVE_POWER)],
        activePower: null,
      },
    },
  },
  electricalEnergyMeasurement: {
    server: ElectricalEnergyMeasurementServer.with("ImportedEnergy", "CumulativeEnergy"),
    attributes: {
      electricalEnergyMeasurement: { accuracy: accuracy(ELECTRICAL_ENERGY), cumulativeEnergyImported: null },
    },
  },
};

const BATTERY = {
  status: ACTIVE,
  order: 0,
  description: "Battery",
  batChargeLevel: 0,
  batReplacementNeeded: false,
  batReplaceability: USER_REPLACEABLE,
  batReplacementDescription: "see the device's manual",
  batQuantity: 1,
  endpointList: [],
};

/** What cannot change while an endpoint is there: controllers would take it for another device. */
export const shapeOf = ({ type, extra, features }: MatterEndpoint): string => JSON.stringify([type, extra, features]);

export const hasBattery = ({ features }: Pick<MatterEndpoint, "features">): boolean =>
  features.includes("battery") || features.includes("batteryLevel");

interface Made {
  readonly type: EndpointType;
  /** Those that never change. */
  readonly attributes: MatterAttributes;
}

/** Classes of matter.js by what they are made of: it looks through a class once, and that costs more than an endpoint. */
const made = new WeakMap<Servers, Map<string, Made>>();

function make({ type: name, extra: extras, features }: MatterEndpoint, servers: Servers): Made {
  const row = TYPES[name]?.(servers, features);
  if (row === undefined) throw new Error(`no device type ${name}`);
  const extra = extras.map((cluster) => {
    const found = EXTRA[cluster];
    if (found === undefined) throw new Error(`no cluster ${cluster}`);
    return found;
  });
  const isOnBattery = hasBattery({ features });
  const type = (row.type as OpenType).with(
    BridgedDeviceBasicInformationServer as unknown as Server,
    ...(row.servers ?? []),
    ...extra.map(({ server }) => server),
    ...(isOnBattery ? [PowerSourceServer.with("Battery", "Replaceable") as unknown as Server] : []),
  );
  const attributes = mergedAttributes(
    row.attributes,
    ...extra.map((one) => one.attributes),
    isOnBattery ? { powerSource: { ...BATTERY, batPercentRemaining: null } } : undefined,
  );
  return { type, attributes };
}

/** @throws where the type or one of the clusters is not known here */
export function endpointFor(spec: MatterEndpoint, servers: Servers): Endpoint {
  const known = made.get(servers) ?? new Map<string, Made>();
  made.set(servers, known);
  const shape = shapeOf(spec);
  const { type, attributes } = known.get(shape) ?? make(spec, servers);
  known.set(shape, { type, attributes });
  const state = mergedAttributes(attributes, spec.attributes, {
    bridgedDeviceBasicInformation: {
      nodeLabel: spec.name,
      productName: spec.product,
      productLabel: spec.product,
      serialNumber: spec.serial,
      uniqueId: spec.id,
      reachable: spec.reachable,
    },
  });
  return new Endpoint(type, { id: spec.id, ...state } as never);
}
