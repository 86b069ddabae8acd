/** Webhooks: programs act in the home by a request with a token of its own, and are told what happens in it. */
import type { Broadcast } from "../../kernel/broadcast.ts";
import { type ComponentReport, componentFigures, componentReports } from "../../kernel/component-health.ts";
import type { Feature } from "../../kernel/feature.ts";
import { type OutboundState, startOutbound } from "./home/outbound/engine.ts";
import { webhookOperations } from "./operations.ts";
import { webhookSettings } from "./settings.ts";

function healthOf({ isOn, fault, waiting }: OutboundState): ComponentReport | undefined {
  if (!isOn) return undefined;
  if (fault === undefined) return { name: "webhook", status: "healthy" };
  return { name: "webhook", status: "degraded", note: `${fault}; ${waiting} wait`, noteKey: "webhook_undelivered" };
}

const figuresOf = ({ isOn, waiting, counters }: OutboundState): Record<string, number> =>
  isOn
    ? {
        webhook_waiting: waiting,
        webhook_delivered_total: counters.delivered,
        webhook_failed_total: counters.failed,
        webhook_dead_total: counters.dead,
        webhook_dropped_total: counters.dropped,
      }
    : {};

/** @param broadcasts all of them, those of the other features too: any of them may be sent */
export const webhooks = (broadcasts: () => readonly Broadcast[]): Feature => ({
  name: "webhooks",
  operations: [...webhookOperations],
  commands: [],
  broadcasts: [],
  sections: [webhookSettings],
  start(site) {
    // without a sender the program does not send: functions, tests, programs of others
    if (site.webhookSender === undefined) return () => {};
    const outbound = startOutbound(site, broadcasts(), site.webhookSender);
    const reports = site.state(componentReports);
    reports.set("webhook", () => healthOf(outbound.state()));
    const figures = site.state(componentFigures);
    figures.set("webhook", () => figuresOf(outbound.state()));
    return () => {
      figures.delete("webhook");
      reports.delete("webhook");
      return outbound.stop();
    };
  },
});
