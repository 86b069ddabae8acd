/** Commands over the WebSocket, told like operations: for what the server answers only there. */
import type { CommandAnswer, CommandArguments, CommandName, Problem } from "../../../adapters/client/index.ts";
import { client } from "./session.ts";

/** The status of the operation that would have refused it. */
const STATUS: Readonly<Record<string, number>> = {
  bad_request: 400,
  validation_error: 422,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  locked: 423,
  rate_limited: 429,
  not_implemented: 501,
  not_ready: 503,
  unavailable: 503,
  timeout: 0,
  connection_lost: 0,
  not_connected: 0,
};

export async function command<C extends CommandName>(
  name: C,
  ...args: CommandArguments<C>
): Promise<
  | { readonly data: NonNullable<CommandAnswer<C>["data"]>; readonly error?: undefined }
  | { readonly data?: undefined; readonly error: Problem }
> {
  const answer = await client.call(name, ...args);
  if (answer.error === undefined) return { data: answer.data as NonNullable<CommandAnswer<C>["data"]> };
  const { code, message } = answer.error;
  const status = STATUS[code] ?? 500;
  return {
    error: { status, code: status === 0 ? "network" : "internal", title: message, detail: message, errors: [] },
  };
}
