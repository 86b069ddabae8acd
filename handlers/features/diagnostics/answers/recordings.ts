/** Answers about recordings. */
import * as z from "zod";

export const RecordingStatus = z
  .strictObject({
    central: z.string(),
    active: z.boolean(),
    entries: z.int().min(0),
    ends_at: z.string().optional(),
    randomize: z.boolean().optional(),
  })
  .meta({ id: "RPCRecordingStatus", description: "What is written down of the talk with one CCU" });
export const RecordingList = z.array(RecordingStatus);
export const IsRecording = z.strictObject({ recording: z.boolean() });
/** `golden` or `map` (handlers/ports/ccu-recording.ts). */
export const RecordingDocument = z.looseObject({
  format: z.enum(["map", "golden"]),
  version: z.literal(1),
  central: z.string(),
});
