/** Edits of a paramset that are saved together. */
import * as z from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { SUBMIT_LIMIT } from "../../../model/values.ts";
import { done } from "../../shared/done.ts";
import { ADDRESS_LIMIT, AnyAddress, ParameterName } from "../../shared/parameters.ts";
import {
  SessionChanges,
  SessionDiscarded,
  SessionEdited,
  SessionOpened,
  SessionSaved,
  SessionStepped,
} from "../answers/config-sessions.ts";
import {
  discardSession,
  openConfigSession,
  type SessionPlace,
  saveSession,
  sessionChanges,
  setInSession,
  stepInSession,
} from "../home/config-sessions.ts";
import { ParamsetKeyName } from "../schemas/paramsets.ts";

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

const step = (direction: "undo" | "redo", summary: string): Command =>
  command(
    {
      ...HOME,
      name: `config.session.${direction}`,
      summary,
      role: "operator",
      args: z.object(PLACE),
      result: SessionStepped,
    },
    (scope) => stepInSession(scope, placeOf(scope.args), direction),
  );

const editing: Command[] = [
  command(
    {
      ...HOME,
      name: "config.session.open",
      summary: "Start to edit a paramset; a session of the same paramset is replaced",
      role: "operator",
      args: z.object({ ...PLACE, channel_address: AnyAddress }),
      result: SessionOpened,
    },
    async (scope) => ({
      central_name: scope.args.central_name,
      channel_address: scope.args.channel_address,
      paramset_key: scope.args.paramset_key,
      ...(await openConfigSession(scope, placeOf(scope.args))),
    }),
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
      result: SessionEdited,
    },
    (scope) => setInSession(scope, placeOf(scope.args), scope.args.parameter, scope.args.value),
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
      result: SessionChanges,
    },
    (scope) => sessionChanges(scope, placeOf(scope.args)),
  ),
  command(
    {
      ...HOME,
      name: "config.session.discard",
      summary: "End the session without writing anything",
      role: "operator",
      args: z.object(PLACE),
      result: SessionDiscarded,
    },
    async (scope) => ({ discarded: await done(discardSession(scope, placeOf(scope.args))) }),
  ),
  command(
    {
      ...HOME,
      name: "config.session.save",
      summary: "Write what differs and end the session; with nothing to save it stays open",
      role: "operator",
      args: z.object(PLACE),
      result: SessionSaved,
    },
    (scope) => saveSession(scope, placeOf(scope.args)),
  ),
];

export const configSessionCommands: Command[] = [...editing, ...ending];
