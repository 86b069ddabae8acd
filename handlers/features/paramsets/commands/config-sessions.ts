/** Edits of a paramset that are saved together: the use cases of handlers/features/paramsets/config-sessions.ts. */
import { z } from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { badRequest } from "../../../kernel/problem.ts";
import { SUBMIT_LIMIT } from "../../../model/values.ts";
import { ADDRESS_LIMIT, AnyAddress, ParameterName } from "../../shared/parameters.ts";
import {
  discardSession,
  openConfigSession,
  type SessionPlace,
  saveSession,
  sessionChanges,
  setInSession,
  stepInSession,
} from "../config-sessions.ts";
import { ParameterValues, ParamsetKeyName } from "../schemas/paramsets.ts";

const HOME = { category: "config", served: "home" } as const;
/** Names the session: it belongs to the paramset, not to who opened it. */
const PLACE = {
  central_name: z.string().max(255).default(""),
  channel_address: z.string().max(ADDRESS_LIMIT).default(""),
  paramset_key: ParamsetKeyName.default("MASTER"),
};
const placeOf = (args: {
  central_name: string;
  channel_address: string;
  paramset_key: ParamsetKeyName;
}): SessionPlace => ({ central: args.central_name, address: args.channel_address, key: args.paramset_key });

const STATE = { dirty: z.boolean(), can_undo: z.boolean(), can_redo: z.boolean() };
const Stepped = z.strictObject({ ...STATE, performed: z.boolean() });

const step = (direction: "undo" | "redo", summary: string): Command =>
  command(
    {
      ...HOME,
      name: `config.session.${direction}`,
      summary,
      role: "operator",
      args: z.object(PLACE),
      result: Stepped,
    },
    (context) => stepInSession(context, placeOf(context.args), direction),
  );

const editing: Command[] = [
  command(
    {
      ...HOME,
      name: "config.session.open",
      summary: "Start to edit a paramset; a session of the same paramset is replaced",
      role: "operator",
      args: z.object({ ...PLACE, channel_address: AnyAddress }),
      result: z.strictObject({
        central_name: z.string(),
        channel_address: z.string(),
        paramset_key: ParamsetKeyName,
        current_values: ParameterValues,
        // as the interface process sent it: TYPE, OPERATIONS, FLAGS, MIN, MAX …
        descriptions: z.record(z.string(), z.unknown()),
      }),
    },
    async (context) => {
      const { central_name, channel_address, paramset_key } = context.args;
      const opened = await openConfigSession(context, placeOf(context.args));
      return { central_name, channel_address, paramset_key, ...opened };
    },
  ),
  command(
    {
      ...HOME,
      name: "config.session.set",
      summary: "Edit a parameter in the session; its value is checked when the session is saved",
      role: "operator",
      args: z.object({
        ...PLACE,
        // optional on paper (contract): without it there is nothing to set
        parameter: ParameterName.optional(),
        value: z.union([z.boolean(), z.number(), z.string().max(SUBMIT_LIMIT), z.null()]).default(null),
      }),
      result: z.strictObject(STATE),
    },
    (context) => {
      const { parameter, value } = context.args;
      if (parameter === undefined) throw badRequest("parameter is missing");
      return setInSession(context, placeOf(context.args), parameter, value);
    },
  ),
  step("undo", "Take the last edit back"),
  step("redo", "Make the edit again that was taken back"),
];

const ending: Command[] = [
  command(
    {
      ...HOME,
      name: "config.session.changes",
      summary: "What saving the session would write, with the values before",
      role: "viewer",
      args: z.object(PLACE),
      result: z.strictObject({
        changes: ParameterValues,
        detailed: z.array(z.strictObject({ Parameter: z.string(), From: z.unknown(), To: z.unknown() })),
        dirty: z.boolean(),
      }),
    },
    (context) => sessionChanges(context, placeOf(context.args)),
  ),
  command(
    {
      ...HOME,
      name: "config.session.discard",
      summary: "End the session without writing anything",
      role: "operator",
      args: z.object(PLACE),
      result: z.strictObject({ discarded: z.literal(true) }),
    },
    async (context) => {
      await discardSession(context, placeOf(context.args));
      return { discarded: true as const };
    },
  ),
  command(
    {
      ...HOME,
      name: "config.session.save",
      summary: "Write what differs and end the session; with nothing to save it stays open",
      role: "operator",
      args: z.object(PLACE),
      result: z.union([
        z.strictObject({ saved: z.literal(true), applied: ParameterValues }),
        z.strictObject({ saved: z.literal(false), reason: z.string() }),
      ]),
    },
    async (context) => {
      const applied = await saveSession(context, context.identity, placeOf(context.args));
      return applied ? { saved: true as const, applied } : { saved: false as const, reason: "nothing to save" };
    },
  ),
];

export const configSessionCommands: Command[] = [...editing, ...ending];
