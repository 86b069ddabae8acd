/** What happens to the Matter bridge, for everybody who listens. */
import * as z from "zod";
import { broadcast } from "../../kernel/broadcast.ts";
import { MatterCommissioningWindowResponse, MatterFabric } from "./answers.ts";
import { MatterExposureUpdate } from "./schemas.ts";

const named = <P extends z.ZodType>(name: string, summary: string, payload: P) =>
  broadcast({ name, category: "matter", topic: name, summary, payload, topicOf: () => name });

export const exposableChanged = named(
  "matter.exposable_changed",
  "A row of the exposure list was changed",
  MatterExposureUpdate,
);
export const windowOpened = named(
  "matter.commissioning_window_opened",
  "Somebody may commission the bridge now; its code is good for this window",
  MatterCommissioningWindowResponse,
);
export const commissioningProgress = named(
  "matter.commissioning_progress",
  "How far a commissioning is; stages are an open set",
  z
    .strictObject({ stage: z.string(), message: z.string().optional() })
    .meta({ id: "MatterCommissioningProgressPayload" }),
);
export const fabricAdded = named("matter.fabric_added", "The bridge was commissioned into a fabric", MatterFabric);
export const fabricRemoved = named(
  "matter.fabric_removed",
  "The bridge has left a fabric",
  z.strictObject({ fabric_index: z.int().min(1).max(254) }).meta({ id: "MatterFabricRemovedPayload" }),
);
export const endpointAssembled = named(
  "matter.endpoint_assembled",
  "Devices that controllers see came or went",
  z.strictObject({ endpoint_count: z.int().min(0) }).meta({ id: "MatterEndpointAssembledPayload" }),
);

export const matterBroadcasts = [
  exposableChanged,
  windowOpened,
  commissioningProgress,
  fabricAdded,
  fabricRemoved,
  endpointAssembled,
] as const;
