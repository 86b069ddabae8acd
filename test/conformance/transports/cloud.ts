/** Cloud → MQTT → relay → home, see ../cloud.ts; played by ../cloud.test.ts. */
import type { Transport } from "../case.ts";
import { createCloudWorld, endCloud, homeOf } from "../cloud.ts";

export const transport: Transport = {
  name: "cloud",
  apart: true,
  world: createCloudWorld,
  async open(world) {
    const { connection, isWornOut } = homeOf(world);
    return { ...connection, isWornOut };
  },
  end: endCloud,
};
