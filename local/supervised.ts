/** Does anybody start this program again when it ends? Only then it may be asked to end (`POST /system/restart`). */
import { existsSync } from "node:fs";

type Environment = Readonly<Record<string, string | undefined>>;

/** Says so itself, whatever is found: `1`, or `0` for no. The second name is that of the field's own daemon. */
const SAID = ["CCU_ANYWHERE_SUPERVISOR", "OPENCCU_LOOM_SUPERVISOR"] as const;

/**
 * systemd gives every service an `INVOCATION_ID`, Kubernetes the address of its API; Docker leaves a file. A container that
 * is started without a restart policy ends for good: its owner says `CCU_ANYWHERE_SUPERVISOR=0`.
 */
export function isSupervised(env: Environment, exists: (path: string) => boolean = existsSync): boolean {
  const said = SAID.map((name) => env[name]).find((value) => value !== undefined && value !== "");
  if (said !== undefined) return /^(1|true|yes|on)$/i.test(said);
  return Boolean(env.INVOCATION_ID) || Boolean(env.KUBERNETES_SERVICE_HOST) || exists("/.dockerenv");
}

/** Ends as if the supervisor had asked for it: in good order, with exit code 0. */
export const endForRestart = (): void => void process.kill(process.pid, "SIGTERM");
