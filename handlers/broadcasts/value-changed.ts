/** `datapoint.value_changed`: the most frequent event by far, so most of its text is made once per data point. */
import * as z from "zod";
import { ADDITION } from "../kernel/addition.ts";
import { broadcast, type SerialisedPayload } from "../kernel/broadcast.ts";
import { Timestamp } from "../kernel/timestamp.ts";

/** Number of a channel within its device. */
export const channelNumber = z.int().min(0);

const DataPointValueChangedPayload = z
  .strictObject({
    central: z.string(),
    interface: z.string().optional(),
    device_address: z.string(),
    channel: channelNumber,
    parameter: z.string(),
    paramset_key: z.string(),
    unique_id: z.string(),
    value: z.unknown(),
    previous: z.unknown().optional(),
    modified_at: Timestamp,
    available: z
      .boolean()
      .optional()
      .meta({
        ...ADDITION,
        description: "Whether the device can be reached; absent only in events that an earlier release has written",
      }),
    category: z.string().optional().meta({ description: "Only for subscribers that asked to classify" }),
    data_point_type: z.string().optional().meta({ description: "Only for subscribers that asked to classify" }),
  })
  .meta({ id: "DataPointValueChangedPayload" });

/** Topic of the events of one data point. */
export const dataPointTopic = (p: { device_address: string; channel: number; parameter: string }): string =>
  `device.${p.device_address}.channels.${p.channel}.data_points.${p.parameter}`;
/** {@link dataPointTopic}, for the contract. */
export const DATA_POINT_TOPIC = "device.{address}.channels.{channel}.data_points.{parameter}";

type ValueChanged = z.infer<typeof DataPointValueChangedPayload>;

/** The part of the text that is the same for every event of one data point. */
interface ValueHead extends Pick<SerialisedPayload, "topic" | "topicJson" | "open" | "extra"> {
  of: ValueChanged;
}
/** Data points that change all the time are some hundreds in a home; about 0.5 KB each. */
const HEADS_LIMIT = 4096;
const heads = new Map<string, ValueHead>();

const isHeadOf = ({ of }: ValueHead, p: ValueChanged): boolean =>
  of.parameter === p.parameter &&
  of.channel === p.channel &&
  of.device_address === p.device_address &&
  of.paramset_key === p.paramset_key &&
  of.central === p.central &&
  of.interface === p.interface &&
  of.category === p.category &&
  of.data_point_type === p.data_point_type;

function makeHead(p: ValueChanged): ValueHead {
  const { value: _v, previous: _p, modified_at: _at, available: _a, category, data_point_type, ...fixed } = p;
  const topic = dataPointTopic(p);
  const extra = JSON.stringify({ category, data_point_type }).slice(1, -1);
  const open = `${JSON.stringify(fixed).slice(0, -1)},"value":`;
  return { of: p, topic, topicJson: JSON.stringify(topic), open, extra: extra === "" ? "" : `,${extra}` };
}

const toJson = (value: unknown): string =>
  typeof value === "number" && Number.isFinite(value) ? String(value) : (JSON.stringify(value) ?? "null");

function serialiseValue(p: ValueChanged): SerialisedPayload {
  let head = p.unique_id === "" ? undefined : heads.get(p.unique_id);
  if (head === undefined || !isHeadOf(head, p)) {
    head = makeHead(p);
    if (heads.size >= HEADS_LIMIT) heads.clear();
    if (p.unique_id !== "") heads.set(p.unique_id, head);
  }
  const previous = p.previous === undefined ? "" : `,"previous":${toJson(p.previous)}`;
  const available = p.available === undefined ? "" : `,"available":${p.available}`;
  return {
    topic: head.topic,
    topicJson: head.topicJson,
    open: `${head.open}${toJson(p.value)}${previous},"modified_at":"${p.modified_at}"${available}`,
    extra: head.extra,
  };
}

export const valueChanged = broadcast({
  name: "datapoint.value_changed",
  category: "datapoint",
  topic: DATA_POINT_TOPIC,
  summary: "A data point has another value, or its first one",
  payload: DataPointValueChangedPayload,
  topicOf: dataPointTopic,
  classified: ["category", "data_point_type"],
  serialise: serialiseValue,
});
