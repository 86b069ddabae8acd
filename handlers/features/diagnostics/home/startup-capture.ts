/** A capture that begins with the program: for what goes wrong before anybody can ask. */
import type * as z from "zod";
import type { Identity } from "../../../kernel/identity.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import type { Site } from "../../../kernel/site.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { StartupCaptureConfig } from "../schemas.ts";
import { CAPTURE_S, startCapture } from "./captures.ts";

/** Record of kind `config`. */
const KEY = "startup-capture";

export type StartupCapture = z.output<typeof StartupCaptureConfig>;
const OFF: StartupCapture = { enabled: false, duration_seconds: CAPTURE_S, anonymise: true };

export async function readStartupCapture({ store }: Pick<Site, "store">): Promise<StartupCapture> {
  const kept = StartupCaptureConfig.safeParse((await store.get("config", KEY))?.value);
  return kept.success ? kept.data : OFF;
}

/** What holds from the next start on. */
export async function putStartupCapture(
  scope: RequestScope,
  who: Identity,
  wanted: StartupCapture,
): Promise<StartupCapture> {
  const config = { ...wanted, duration_seconds: wanted.duration_seconds || CAPTURE_S };
  await scope.store.put("config", KEY, config);
  await recordAudit(scope, who, {
    action: "diagnostics.startup_capture_set",
    note: `enabled=${config.enabled} duration_seconds=${config.duration_seconds} anonymise=${config.anonymise}`,
  });
  return config;
}

/** At a start. Nothing of it keeps the home from starting. */
export async function beginStartupCapture(site: Site): Promise<void> {
  if (!site.logBook) return;
  try {
    const { enabled, duration_seconds: seconds, anonymise } = await readStartupCapture(site);
    if (enabled) startCapture(site, { seconds, anonymise, levels: {}, withKept: true }, "startup");
  } catch (error) {
    site.log.warn("the capture of this start could not begin", { error });
  }
}
