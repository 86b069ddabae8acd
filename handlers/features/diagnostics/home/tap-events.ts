/** Everything that the home announces, as it happens, for some seconds. */
import type { Broadcast } from "../../../kernel/broadcast.ts";
import { COLLECTED_BYTES } from "../../../kernel/limits.ts";
import type { Reply } from "../../../kernel/operation.ts";
import { badRequest } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { chooseCentral } from "../../shared/central-scope.ts";
import { COLLECTED_MARGIN_MS } from "./collected.ts";
import { openStream, requireStream } from "./endless.ts";
import { NDJSON } from "./read-logs.ts";

/** Events that wait for a reader that is slow; further ones are left out, and counted (subsystems 6.5). */
export const TAP_BUFFER = 256;

interface TapRequest {
  central?: string | undefined;
  type?: readonly string[] | undefined;
  seconds: number;
}

/** @throws Refusal 400 */
function chosen(broadcasts: readonly Broadcast[], types: readonly string[] | undefined): readonly Broadcast[] {
  const unknown = types?.find((type) => !broadcasts.some(({ name }) => name === type));
  if (unknown !== undefined) throw badRequest(`type: there are no events of type ${unknown.slice(0, 100)}`);
  return types === undefined ? broadcasts : broadcasts.filter(({ name }) => types.includes(name));
}

const lineOf = (line: object): string => `${JSON.stringify(line)}\n`;

async function* tapped(
  scope: RequestScope,
  watched: readonly Broadcast[],
  { central, until }: { central: string; until: number },
): AsyncGenerator<string, void, undefined> {
  const { clock, events } = scope;
  const waiter = openStream(scope);
  let waiting: string[] = [];
  let dropped = 0;
  let bytes = 0;
  const observe = (broadcast: Broadcast) =>
    events.observe(broadcast, (payload) => {
      const { central: of } = payload as { central?: unknown };
      if (of !== undefined && of !== central) return;
      if (waiting.length >= TAP_BUFFER) dropped += 1;
      else waiting.push(lineOf({ ts: new Date(clock.now()).toISOString(), type: broadcast.name, event: payload }));
      waiter.wake();
    });
  const leave = watched.map(observe);
  try {
    yield lineOf({ ts: new Date(clock.now()).toISOString(), type: "_tap_started", event: { central } });
    for (;;) {
      const lines = waiting;
      const lost = dropped;
      waiting = [];
      dropped = 0;
      if (lost > 0) lines.push(lineOf({ ts: new Date(clock.now()).toISOString(), type: "_dropped", event: { lost } }));
      const text = lines.join("");
      bytes += text.length;
      if (text !== "") yield text;
      const left = until - clock.now();
      if (waiter.isOver() || left <= 0 || (scope.collected && bytes > COLLECTED_BYTES)) return;
      await waiter.wait(left);
    }
  } finally {
    for (const end of leave) end();
    waiter.end();
  }
}

/** Lines of JSON; the first one says that it has begun. @throws Refusal 400, 429, 503 */
export async function tapEvents(
  scope: RequestScope,
  broadcasts: readonly Broadcast[],
  wanted: TapRequest,
): Promise<Reply<200, unknown>> {
  const { name: central } = await chooseCentral(scope, wanted.central);
  requireStream(scope);
  const watched = chosen(broadcasts, wanted.type);
  const end = scope.clock.now() + wanted.seconds * 1000;
  // through the cloud: what happened until the answer must be on its way
  const until = scope.collected ? Math.min(end, scope.answerBy - COLLECTED_MARGIN_MS) : end;
  const headers = { "cache-control": "no-store, no-transform", "x-accel-buffering": "no" };
  return { status: 200, type: NDJSON, headers, body: tapped(scope, watched, { central, until }) };
}
