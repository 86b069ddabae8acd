/** Backups of the CCUs: made by them, checked, kept, given back. */
import { componentReports } from "../../kernel/component-health.ts";
import type { Feature } from "../../kernel/feature.ts";
import { backupCommands } from "./commands.ts";
import { startEngine } from "./home/engine.ts";
import { backupOperations } from "./operations.ts";
import { backupSettings } from "./settings.ts";

export const backups: Feature = {
  name: "backups",
  operations: backupOperations,
  commands: backupCommands,
  broadcasts: [],
  sections: [backupSettings],
  start(site) {
    if (site.backups === undefined) return () => {};
    const engine = startEngine(site, site.backups.files);
    const reports = site.state(componentReports);
    reports.set("backup", engine.report);
    return () => {
      reports.delete("backup");
      return engine.stop();
    };
  },
};
