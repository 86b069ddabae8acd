import { createManualClock } from "../../adapters/memory/clock.ts";
import type { ApiReply } from "../../handlers/kernel/dispatch.ts";
import type { Identity } from "../../handlers/kernel/identity.ts";
import type { RequestInfo } from "../../handlers/kernel/operation.ts";
import type { Refusal } from "../../handlers/kernel/problem.ts";
import type { Route } from "../../handlers/kernel/router.ts";
import { siteId } from "../../handlers/ports/index.ts";
import { createRequester, type LargeAnswerPlaces } from "../../handlers/relay/cloud/requester.ts";
import { createAssembler, encodeMessage } from "../../handlers/relay/protocol/codec.ts";
import { topics } from "../../handlers/relay/protocol/messages.ts";
import type { ReplyMessage } from "../../handlers/relay/protocol/reply-message.ts";
import { RequestMessage } from "../../handlers/relay/protocol/request-message.ts";
import { createTestSite } from "../support/site.ts";
import { createNetwork, randomOf, silent } from "./network.ts";
export const SITE = "home-1";
export const who = {
  subject: "anna",
  role: "operator" as const,
  scheme: "session" as const,
  credential: "hash of a session",
};

export async function startBench(
  online: boolean | null = true,
  lowestEpoch?: () => Promise<number>,
  largeAnswers?: LargeAnswerPlaces,
) {
  const clock = createManualClock();
  const network = createNetwork(clock, randomOf(1));
  const relay = network.client();
  const line = network.client();
  const base = createTestSite();
  let number = 0;
  const requester = createRequester({
    transport: line,
    clock,
    log: silent,
    name: "f1",
    id: () => `request-number-${++number}`,
    ...(lowestEpoch ? { lowestEpoch } : {}),
    ...(largeAnswers ? { largeAnswers } : {}),
  });
  const say = (state: boolean, epoch = 7) =>
    relay.publish(topics(SITE).state, encodeMessage({ epoch, online: state, at: 0, centrals: [] }), { retain: true });
  if (online !== null) await say(online);
  const heard: RequestMessage[] = [];
  const parts = createAssembler(RequestMessage, clock);
  await relay.subscribe(topics(SITE).request, (_, payload) => {
    const request = parts.take(payload);
    if (request) heard.push(request);
  });
  const reply = (part: Partial<ReplyMessage>, site = SITE) =>
    relay.publish(
      topics(site).reply("f1"),
      encodeMessage({ id: heard[0]?.id, epoch: 7, at: clock.now(), outcome: "done", ...part }),
    );
  const ask = (
    headers: Record<string, string> = {},
    {
      path = "/api/v1/lamps",
      query = "a=1",
      method = "PUT",
      body = Buffer.from('{"on":true}') as Uint8Array,
      identity = who as Identity | null,
    } = {},
    signal?: AbortSignal,
  ) => {
    const outcome: { reply?: ApiReply; refusal?: Refusal; at?: number } = {};
    const route = {
      operation: { spec: { headers: { "x-edit-token": {} }, largeReply: true } },
      params: {},
    } as unknown as Route;
    const info = { id: "req-1", method, path, headers } as unknown as RequestInfo;
    const site = { ...base, id: siteId(SITE) };
    requester.forward(route, info, query, body, identity, site, signal).then(
      (answer) => Object.assign(outcome, { reply: answer, at: clock.now() }),
      (error: unknown) => Object.assign(outcome, { refusal: error, at: clock.now() }),
    );
    return outcome;
  };
  return { base, clock, network, relay, line, requester, say, heard, reply, ask };
}
