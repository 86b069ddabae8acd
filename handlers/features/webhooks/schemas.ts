/** What programs send to act in the home, and what the list of undelivered webhooks looks like. */
import * as z from "zod";
import { Timestamp } from "../../kernel/timestamp.ts";
import { ADDRESS_LIMIT } from "../shared/parameters.ts";
import { Priority } from "../values/schemas/data-points.ts";

/** Characters of a program's name or of the name of a CCU: more than the CCU takes. */
const NAME_LIMIT = 255;
const central = z.string().max(NAME_LIMIT).optional().meta({ description: "Which CCU, where a home has several" });

export const WebhookValueRequest = z
  .strictObject({
    central,
    address: z.string().max(ADDRESS_LIMIT).meta({ description: "Of the channel: `<device>:<number>`" }),
    parameter: z.string().max(ADDRESS_LIMIT),
    value: z.unknown().meta({ description: "As for `PUT /devices/{addr}/channels/{no}/data-points/{param}/value`" }),
    priority: Priority.optional(),
  })
  .meta({ id: "WebhookValueRequest" });
export type WebhookValueRequest = z.infer<typeof WebhookValueRequest>;

export const WebhookProgramRequest = z
  .strictObject({ central, program: z.string().max(NAME_LIMIT).meta({ description: "Its id or its name" }) })
  .meta({ id: "WebhookProgramRequest" });
export type WebhookProgramRequest = z.infer<typeof WebhookProgramRequest>;

export const DeadLetter = z
  .strictObject({
    id: z.string().meta({ description: "As in the header `X-OpenCCU-Delivery` of every attempt" }),
    type: z.string(),
    topic: z.string(),
    ts: Timestamp,
    failed_at: Timestamp,
    attempts: z.int(),
    reason: z.string(),
    payload: z.unknown(),
  })
  .meta({ id: "WebhookDeadLetter", description: "A webhook that was given up" });
export type DeadLetter = z.infer<typeof DeadLetter>;

export const DeadLetters = z
  .strictObject({ dead_letters: z.array(DeadLetter) })
  .meta({ id: "WebhookDeadLetters", description: "Newest first" });
