/** The commands of a client, in the order of the help. Each is loaded when it is asked for. */
import type { Command } from "./command.ts";

export interface CommandEntry {
  readonly summary: string;
  load(): Promise<{ command: Command }>;
}

export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  login: { summary: "logs in to an endpoint and keeps that", load: () => import("./login.ts") },
  logout: { summary: "ends the login", load: () => import("./logout.ts") },
  info: { summary: "the endpoint, its CCUs and their health", load: () => import("./info.ts") },
  devices: { summary: "the devices of the home", load: () => import("./devices.ts") },
  get: { summary: "a device, a channel or a value", load: () => import("./get.ts") },
  set: { summary: "writes a value", load: () => import("./set.ts") },
  watch: { summary: "shows changes live", load: () => import("./watch.ts") },
  call: { summary: "runs any WebSocket command", load: () => import("./call.ts") },
  export: { summary: "the definition of a device, as a file", load: () => import("./export.ts") },
  backup: { summary: "asks for a backup of the CCU", load: () => import("./backup.ts") },
  completion: { summary: "completions for bash, zsh or fish", load: () => import("./completion.ts") },
};
