/** Matter: chosen devices of the home in Apple Home, Google Home, Alexa, SmartThings. */
import { type ComponentReport, componentFigures, componentReports } from "../../kernel/component-health.ts";
import type { Feature } from "../../kernel/feature.ts";
import { matterBroadcasts } from "./broadcasts.ts";
import { type MatterEngine, matterEngines, startMatter } from "./home/engine.ts";
import { matterOperations } from "./operations.ts";
import { matterSettings } from "./settings.ts";

function healthOf(engine: MatterEngine): ComponentReport | undefined {
  const { isOn, node, fault } = engine.state();
  if (!isOn) return undefined;
  if (fault !== undefined) return { name: "matter", status: "degraded", note: fault, noteKey: "matter_not_running" };
  return node ? { name: "matter", status: "healthy" } : { name: "matter", status: "unknown", note: "starting" };
}

function figuresOf(engine: MatterEngine): Record<string, number> {
  const { isOn, node, counters } = engine.state();
  if (!isOn) return {};
  const status = node?.status();
  return {
    matter_endpoints: status?.endpoints ?? 0,
    matter_fabrics: status?.fabrics ?? 0,
    matter_commands_total: counters.commands,
    matter_refused_commands_total: counters.refused,
  };
}

export const matter: Feature = {
  name: "matter",
  operations: [...matterOperations],
  commands: [],
  broadcasts: [...matterBroadcasts],
  sections: [matterSettings],
  start(site) {
    // without the adapter this process has no node: functions, programs of others
    if (site.matterBridge === undefined) return () => {};
    const engine = startMatter(site, site.matterBridge);
    site.state(matterEngines).engine = engine;
    const reports = site.state(componentReports);
    reports.set("matter", () => healthOf(engine));
    const figures = site.state(componentFigures);
    figures.set("matter", () => figuresOf(engine));
    return () => {
      figures.delete("matter");
      reports.delete("matter");
      return engine.stop();
    };
  },
};
