/** Starts ./matter-program.ts in a process of its own. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type House, houseAt } from "./matter-house.ts";

export interface MatterProcess extends House {
  /** Bytes. */
  memory(): Promise<{ rss: number; heap: number }>;
  /** SIGKILL: nothing is written or said any more. Resolves when it is gone. */
  kill(): Promise<void>;
}

/** @param env of the server (support/program.ts, serverEnvironment) */
export async function startMatterProcess(env: Record<string, string>): Promise<MatterProcess> {
  const child = fork(join(import.meta.dirname, "matter-program.ts"), {
    env: { PATH: process.env.PATH ?? "", ...env },
    execArgv: ["--expose-gc"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const gone = once(child, "exit");
  const told = await Promise.race([once(child, "message"), gone.then(() => Promise.reject(new Error("it ended")))]);
  const [{ url }] = told as [{ url: string }];
  return {
    ...houseAt(url),
    async memory() {
      child.send("memory");
      const [answer] = await once(child, "message");
      return answer as { rss: number; heap: number };
    },
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}
