/** Channels that can be outputs or remote keys. */
import * as z from "zod";
import { DeviceOutputClass } from "../schemas/vocabulary.ts";

const place = {
  central: z.string(),
  device_address: z.string(),
  device_name: z.string().optional(),
  model: z.string(),
  channel_address: z.string(),
  channel_no: z.int(),
  channel_name: z.string().optional(),
};
const labels = z.array(z.string()).optional();

export const AlarmOutputCandidate = z
  .strictObject({
    ...place,
    rooms: labels,
    functions: labels,
    classes: z.array(DeviceOutputClass),
    kind: z.string().meta({ description: "What it is to the device model: siren, switch, light …" }),
    available_tones: labels,
    available_tone_labels: labels,
    available_lights: labels,
    available_light_labels: labels,
    available_soundfiles: labels,
    available_soundfile_labels: labels,
    dimmable: z.boolean().optional(),
  })
  .meta({ id: "AlarmOutputCandidate", description: "A channel that can be an output of a zone" });
export type AlarmOutputCandidate = z.infer<typeof AlarmOutputCandidate>;

export const AlarmRemoteKeyCandidate = z
  .strictObject({ ...place, parameters: z.array(z.enum(["PRESS_SHORT", "PRESS_LONG"])) })
  .meta({ id: "AlarmRemoteKeyCandidate", description: "A key that can arm, disarm, silence or call for help" });
export type AlarmRemoteKeyCandidate = z.infer<typeof AlarmRemoteKeyCandidate>;
