/** Hub objects of our own invention for tests. */
import type { HubMessage, HubProgram, HubSysvar } from "../../handlers/ports/index.ts";
import { NOW } from "./site.ts";

export const program = (id: number, name: string, part: Partial<HubProgram> = {}): HubProgram => ({
  id,
  name,
  description: "",
  active: true,
  internal: false,
  visible: true,
  ...part,
});

export const sysvar = (id: number, name: string, part: Partial<HubSysvar> = {}): HubSysvar => ({
  id,
  name,
  description: "",
  type: "LOGIC",
  value: false,
  unit: "",
  internal: false,
  visible: true,
  logged: false,
  ...part,
});

export const message = (id: number, name: string, part: Partial<HubMessage> = {}): HubMessage => ({
  id,
  name,
  address: "0001D3C99A1B2C:0",
  deviceName: "Flur",
  type: 5,
  description: "",
  counter: 1,
  quittable: false,
  at: NOW - id * 1000,
  rooms: [],
  ...part,
});
