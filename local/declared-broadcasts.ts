/**
 * Broadcasts and schemas of the published contract. A program needs only the broadcasts that it sends, so
 * this stands apart from handlers/api.ts: a function of the cloud would build every schema when it starts.
 */
import type { z } from "zod";
import { features } from "../handlers/api.ts";
import { BROADCASTS, WsEnvelope } from "../handlers/broadcasts/broadcasts.ts";
import type { Broadcast } from "../handlers/kernel/broadcast.ts";

export const broadcasts: readonly Broadcast[] = [...BROADCASTS, ...features.flatMap((feature) => feature.broadcasts)];
/** Schemas that no operation uses, but clients need by name. */
export const extraSchemas: readonly z.ZodType[] = [WsEnvelope, ...features.flatMap(({ schemas = [] }) => schemas)];
