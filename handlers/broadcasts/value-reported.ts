/**
 * What a CCU said of a data point, whether or not it is something new: never a value that was only written, that is kept
 * from the last run, or that is none. For features that keep or follow what was measured.
 */
import * as z from "zod";
import { broadcast } from "../kernel/broadcast.ts";
import type { DataPoint } from "../model/types.ts";

export interface ValueReport {
  readonly central: string;
  /** `<central>-<interface>`. */
  readonly interfaceId: string;
  /** Address. */
  readonly channel: string;
  readonly point: DataPoint;
  /** As the model has it: a number, a boolean, a label, a text. */
  readonly value: unknown;
  /** When it came: milliseconds since the epoch. */
  readonly at: number;
}

export const valueReported = broadcast({
  name: "datapoint.value_reported",
  category: "datapoint",
  topic: "",
  summary: "A CCU reported a value",
  payload: z.custom<ValueReport>(),
  internal: true,
  topicOf: () => "",
});
