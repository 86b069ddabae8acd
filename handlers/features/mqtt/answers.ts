import * as z from "zod";

export const MqttReloadResponse = z
  .strictObject({
    reloaded: z.boolean().meta({ description: "There is a connection now" }),
    took_ms: z.int().min(0),
  })
  .meta({ id: "MqttReloadResponse" });
