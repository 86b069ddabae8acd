/** `ccu-anywhere/ccu`: the CCU driver, port `Ccu` over XML-RPC, BIN-RPC, JSON-RPC and ReGa scripts. */
export { type CallbackServer, type CallbackServerOptions, createCallbackServer } from "./callback-server.ts";
export { type CcuDeps, createCcu } from "./central.ts";
export type { CcuConfig, InterfaceSpec } from "./config.ts";
export { type CcuDrivers, type CcuDriversOptions, centralOf, openCcuDrivers } from "./open.ts";
