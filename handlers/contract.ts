/**
 * The published contract of what is served. Apart from api.ts: a program needs only the broadcasts that it sends, and a
 * function of the cloud would build every schema when it starts.
 */
import type * as z from "zod";
import { features as served } from "./api.ts";
import { WsEnvelope } from "./broadcasts/broadcasts.ts";
import { BROADCASTS } from "./broadcasts/published.ts";
import type { Broadcast } from "./kernel/broadcast.ts";
import type { Feature } from "./kernel/feature.ts";
import { openapiDocument } from "./kernel/openapi.ts";
import { enumsDocument, wsapiDocument } from "./kernel/wsapi.ts";

/** What these features announce, and every home by itself. */
export const broadcastsOf = (features: readonly Feature[]): readonly Broadcast[] => [
  ...BROADCASTS,
  ...features.flatMap((feature) => feature.broadcasts),
];

export const broadcasts: readonly Broadcast[] = broadcastsOf(served);

export interface Contract {
  /** OpenAPI 3.1, as in `openapi.yaml`. */
  openapi: Record<string, unknown>;
  /** Commands and broadcasts of the WebSocket, as in `wsapi.json`. */
  wsapi: Record<string, unknown>;
  /** Name of a schema -> its values, as in `schemas/enums.json`. */
  enums: Record<string, unknown[]>;
}

/** The three documents as JSON values. Takes a tenth of a second: keep them. */
export function contractOf(features: readonly Feature[] = served): Contract {
  const announced = broadcastsOf(features);
  const operations = features.flatMap((feature) => feature.operations).filter(({ spec }) => !spec.unpublished);
  // schemas that no operation uses, but clients need by name
  const schemas: readonly z.ZodType[] = [WsEnvelope, ...features.flatMap((feature) => feature.schemas ?? [])];
  const openapi = openapiDocument(operations, announced, schemas);
  const commands = features.flatMap((feature) => feature.commands);
  return { openapi, wsapi: wsapiDocument(commands, announced), enums: enumsDocument(openapi) };
}
