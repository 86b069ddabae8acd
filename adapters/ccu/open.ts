/** The CCUs of a program: one callback server that they call, and a driver for each. */
import type { Ccu } from "../../handlers/ports/index.ts";
import { type CallbackServerOptions, createCallbackServer } from "./callback-server.ts";
import { type CcuDeps, createCcu } from "./central.ts";
import type { CcuConfig } from "./config.ts";

export interface CcuDriversOptions extends CallbackServerOptions, Pick<CcuDeps, "store" | "instanceId" | "lookup"> {}

export interface CcuDrivers {
  /** The driver of a CCU; it does nothing before the home starts it. */
  driver(ccu: CcuConfig): Ccu;
  /** Ends the callback server: after the centrals, which deregister through it. */
  stop(): Promise<void>;
}

/** Resolves when CCUs can call. Rejects where a port is taken. */
export async function openCcuDrivers(options: CcuDriversOptions): Promise<CcuDrivers> {
  const callbackServer = createCallbackServer(options);
  await callbackServer.start();
  return {
    driver: (ccu) => createCcu(ccu, { ...options, callbackServer }),
    stop: () => callbackServer.stop(),
  };
}

/** What the home knows of a CCU. */
export { centralConfig as centralOf } from "../../handlers/home/central-config.ts";
