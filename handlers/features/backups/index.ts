/** Backups of the CCUs: made by them, checked, kept, given back. */
import { componentReports } from "../../kernel/component-health.ts";
import type { Feature } from "../../kernel/feature.ts";
import { backupCommands } from "./commands.ts";
import { startEngine } from "./home/engine.ts";
import { startOffsite } from "./home/offsite-engine.ts";
import { backupOperations } from "./operations.ts";
import { backupSettings } from "./settings.ts";

export const backups: Feature = {
  name: "backups",
  operations: [...backupOperations],
  commands: [...backupCommands],
  broadcasts: [],
  sections: [backupSettings],
  async start(site) {
    const { backups: parts } = site;
    if (parts === undefined) return () => {};
    const offsite = await startOffsite(site, parts);
    const engine = startEngine(site, parts, () => offsite.bring(true));
    const reports = site.state(componentReports);
    reports.set("backup", engine.report);
    reports.set("backup.offsite", offsite.report);
    return async () => {
      reports.delete("backup");
      reports.delete("backup.offsite");
      await engine.stop();
      await offsite.stop();
    };
  },
};
