/** What is answered about edits of a paramset that are saved together. */
import * as z from "zod";
import { ParameterValues, ParamsetKeyName } from "../schemas/paramsets.ts";

const STATE = { dirty: z.boolean(), can_undo: z.boolean(), can_redo: z.boolean() };

export const SessionEdited = z.strictObject(STATE);
export const SessionStepped = z.strictObject({ ...STATE, performed: z.boolean() });

export const SessionOpened = z.strictObject({
  central_name: z.string(),
  channel_address: z.string(),
  paramset_key: ParamsetKeyName,
  current_values: ParameterValues,
  // as the interface process sent it: TYPE, OPERATIONS, FLAGS, MIN, MAX …
  descriptions: z.record(z.string(), z.unknown()),
});

/** Capitalised members: the contract's own. */
export const SessionChanges = z.strictObject({
  changes: ParameterValues,
  detailed: z.array(z.strictObject({ Parameter: z.string(), From: z.unknown(), To: z.unknown() })),
  dirty: z.boolean(),
});

export const SessionDiscarded = z.strictObject({ discarded: z.literal(true) });

export const SessionSaved = z.union([
  z.strictObject({ saved: z.literal(true), applied: ParameterValues }),
  z.strictObject({ saved: z.literal(false), reason: z.string() }),
]);
