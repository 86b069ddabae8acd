/** Commands as they come from the broker: old ones and too many are refused, each has a deadline and an outcome. */
import { toRefusal } from "../../../../kernel/problem.ts";
import { requestScope } from "../../../../kernel/request-scope.ts";
import type { Site } from "../../../../kernel/site.ts";
import type { BrokerMessage } from "../../../../ports/user-broker.ts";
import type { MqttCounters } from "../retained.ts";
import { type CommandPlace, parseCommand, type Topics } from "../topics.ts";
import { readPayload } from "./payload.ts";
import { MQTT_USER, runCommand } from "./run.ts";

/** Milliseconds in which a command must have begun at the CCU: nobody waits longer at a light switch. */
export const COMMAND_DEADLINE_MS = 10_000;
/** Commands at a time: far more than people give, far fewer than would fill the CCU's queue for minutes. */
export const COMMANDS_AT_ONCE = 100;

export interface CommandOutcome {
  topic: string;
  ok: boolean;
  status?: number;
  code?: string;
  detail?: string;
}

export interface CommandInbox {
  receive(message: BrokerMessage): void;
}

export function createCommandInbox(
  site: Site,
  options: {
    base: string;
    topics: Topics;
    counters: MqttCounters;
    /** Is the topic one of those that are served: all with the raw tree, else those that Home Assistant was told. */
    isServed: (topic: string) => boolean;
    outcome: (outcome: CommandOutcome) => void;
    /** Why a command was not done. */
    refused: (place: CommandPlace, error: unknown) => void;
  },
): CommandInbox {
  const { log, clock } = site;
  const { counters, base } = options;
  const running = new Set<Promise<void>>();

  function refuse(topic: string, error: unknown): void {
    const refusal = toRefusal(error);
    counters.mqtt_refused_commands += 1;
    if (refusal) log.warn("mqtt command refused", { topic, status: refusal.status, reason: refusal.message });
    else log.error("mqtt command failed", { topic, error });
    options.outcome({
      topic,
      ok: false,
      status: refusal?.status ?? 500,
      code: refusal?.code ?? "internal",
      detail: refusal ? refusal.message || refusal.title : "the server's log has the reason",
    });
  }

  async function run(topic: string, bytes: Uint8Array): Promise<void> {
    const place = parseCommand(base, topic);
    if (place === undefined) return;
    const deadline = clock.now() + COMMAND_DEADLINE_MS;
    try {
      const payload = readPayload(bytes);
      const scope = requestScope(site, MQTT_USER, {
        origin: { deadline, answerBy: deadline },
        central: "central" in place ? place.central : undefined,
      });
      await runCommand(scope, place, payload);
      options.outcome({ topic, ok: true });
    } catch (error) {
      refuse(topic, error);
      options.refused(place, error);
    }
  }

  return {
    receive({ topic, payload, retained }) {
      if (parseCommand(base, topic) === undefined || !options.isServed(topic)) return;
      if (retained) {
        // somebody wanted it once, when nobody was there to do it: a light must not turn on for that now
        log.warn("a retained mqtt command is ignored: publish commands without the retain flag", { topic });
        return;
      }
      counters.mqtt_received_commands += 1;
      if (running.size >= COMMANDS_AT_ONCE) {
        counters.mqtt_refused_commands += 1;
        options.outcome({ topic, ok: false, status: 429, code: "rate_limited", detail: "too many commands at once" });
        return;
      }
      const work: Promise<void> = run(topic, payload).finally(() => running.delete(work));
      running.add(work);
    },
  };
}
