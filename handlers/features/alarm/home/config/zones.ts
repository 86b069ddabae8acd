/** Zones, sensors and outputs as the engine works with them: stored rows with their configuration read. */
import type { OutputClass, OutputConfig } from "./output.ts";
import type { SensorConfig, SensorType } from "./sensor.ts";
import type { ZoneConfig } from "./zone.ts";

export interface Sensor {
  readonly id: string;
  readonly central: string;
  readonly interface_id: string;
  readonly channel_address: string;
  readonly parameter: string;
  readonly type: SensorType;
  /** Empty: nobody named it. */
  readonly name: string;
  readonly config: SensorConfig;
}

export interface Output {
  readonly id: string;
  readonly class: OutputClass;
  /** Empty for a notification. */
  readonly central: string;
  readonly channel_address: string;
  readonly name: string;
  readonly config: OutputConfig;
}

export interface Zone {
  readonly id: string;
  readonly name: string;
  readonly position: number;
  readonly config: ZoneConfig;
  readonly sensors: readonly Sensor[];
  readonly outputs: readonly Output[];
}

/** A stored row that cannot be read: it is left out, told in the journal, and never blocks a start. */
export interface ConfigFault {
  readonly zone: string;
  readonly event: "zone_config_unparseable" | "sensor_config_unparseable" | "output_config_unparseable";
  /** Id of the row. */
  readonly id: string;
  readonly reason: string;
}
