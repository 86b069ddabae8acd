/** A CCU that answers from the household, records every call, and can be told to fail. */

import {
  type Ccu,
  CcuFault,
  type CcuListener,
  type CcuRecording,
  type HeatingGroup,
  type HeatingGroupDefinition,
  type HubSnapshot,
  type RecordingOptions,
} from "../../handlers/ports/index.ts";
import { backupArchive } from "../../local/simulator/logic/backup-archive.ts";
import { splitDeadline } from "../support/deadlines.ts";
import { ACCEPTED, DIMMER, LINK_DESCRIPTION, PARAMSETS, REPLACEABLE, TEAMS, TRAFFIC } from "./household.ts";

export type FaultClass = CcuFault["class"];
export interface CcuCall {
  central: string;
  method: string;
  args: unknown[];
}

/** Asking changes nothing on a CCU. */
const READS: ReadonlySet<string> = new Set([
  "start",
  "stop",
  "interfaces",
  "getValue",
  "getParamset",
  "getParamsets",
  "getParamsetDescription",
  "getInstallMode",
  "reloadDevice",
  "refreshDevices",
  "refreshHub",
  "sysvarUsage",
  "suppressedServiceMessages",
  "links",
  "teams",
  "replaceableDevices",
  "traffic",
  "heatingGroups",
  "heatingGroupTypes",
  "heatingGroupCandidates",
  // it writes nothing but what it sends
  "createBackup",
]);
/** Known by the driver itself: no CCU is asked, and so none can fail. */
const OWN: ReadonlySet<string> = new Set(["interfaces", "traffic"]);

export interface FakeCcu {
  readonly ccu: Ccu;
  readonly calls: CcuCall[];
  /** The calls that a real CCU would have acted on. */
  writes(): CcuCall[];
  /** From now on every call (or only `method`) fails like that. */
  fail(fault: FaultClass, method?: string): void;
  /** From now on no call is ever answered; `asked` is told of each. */
  hang(asked: () => void): void;
  answer(method: keyof Ccu, answer: (...args: never[]) => unknown): void;
  /** The engine's ear: what the CCU tells by itself. */
  readonly listener: CcuListener;
}

const HEATING_GROUPS: readonly HeatingGroup[] = [
  {
    id: 1,
    name: "Living room",
    deviceName: "INT0000001",
    type: "hmip.heating.group",
    typeLabel: "lblHeating",
    forbidSingleOperation: true,
    members: [{ address: DIMMER, type: "hmip.thermostat" }, { address: `${DIMMER}:1` }],
  },
];
/** Records nothing but that it records. */
function fakeRecording(central: string): CcuRecording {
  let started: RecordingOptions | undefined;
  let active = false;
  return {
    start(options) {
      started = options;
      active = true;
    },
    stop() {
      active = false;
    },
    status: () => ({
      active,
      entries: 0,
      ...(started && { randomize: started.randomize, ...(active ? { endsAt: started.until } : {}) }),
    }),
    file(format) {
      if (!started) return undefined;
      const head = { version: 1, central, started_at: "2026-01-01T12:00:00.000Z", truncated: false } as const;
      const rest = { ...head, randomized: started.randomize, devices: [], names: {} };
      return format === "golden" ? { format, ...rest, exchanges: [] } : { format, ...rest, calls: {} };
    },
  };
}

async function* archive(): AsyncGenerator<Uint8Array> {
  yield backupArchive();
}
const USAGE = [{ id: 3001, name: "Evening", active: true, internal: false }];

export function createFakeCcu(central: string, hub: HubSnapshot): FakeCcu {
  const calls: CcuCall[] = [];
  const failures = new Map<string, FaultClass>();
  let hanging: (() => void) | undefined;
  let listener: CcuListener | undefined;
  let accepted = false;
  const answers: Record<string, (...args: never[]) => unknown> = {
    start: (to: CcuListener) => {
      listener = to;
    },
    interfaces: () => [],
    traffic: () => TRAFFIC,
    teams: (iface: string) => (iface === "BidCos-RF" ? TEAMS : []),
    replaceableDevices: () => REPLACEABLE,
    testDevice: () => true,
    setValue: () => "sent",
    putParamset: () => "sent",
    clearCache: () => 12,
    getParamset: (_iface: string, _address: string, key: string) => PARAMSETS[key] ?? PARAMSETS.LINK,
    getParamsets: (_iface: string, addresses: readonly string[], key: string) =>
      addresses.map(() => PARAMSETS[key] ?? {}),
    getParamsetDescription: (_iface: string, _address: string, key: string) => (key === "LINK" ? LINK_DESCRIPTION : {}),
    getValue: (_iface: string, _address: string, parameter: string) => PARAMSETS.VALUES?.[parameter],
    getInstallMode: () => 0,
    searchDevices: () => 2,
    rename: (_address: string, name: string) => name,
    executeProgram: () => true,
    sysvarUsage: () => USAGE,
    suppressedServiceMessages: () => [],
    links: () => [],
    radioPaths: () => [],
    heatingGroups: () => HEATING_GROUPS,
    heatingGroupTypes: () => [{ id: "hmip.heating.group", label: "lblHeating" }],
    heatingGroupCandidates: () => ({ assignable: [{ address: DIMMER, type: "hmip.thermostat" }], leftover: [] }),
    saveHeatingGroup: (group: HeatingGroupDefinition) => ({
      ...group,
      id: group.id ?? 2,
      members: group.members.map((address) => ({ address })),
    }),
    createBackup: () => archive(),
    acceptInboxDevice: () => {
      accepted = true;
    },
    refreshDevices: () => {
      if (accepted) listener?.devices([ACCEPTED], false);
    },
    refreshHub: (...sections: (keyof HubSnapshot)[]) => {
      listener?.hub(Object.fromEntries(sections.map((s) => [s, hub[s]])) as HubSnapshot);
    },
  };
  const ccu = new Proxy({ central, recording: fakeRecording(central) } as Ccu, {
    get: (target, method) => {
      if (method === "central" || method === "recording") return target[method];
      // a promise resolves with this object: it must not look like one
      if (typeof method === "symbol" || method === "then") return undefined;
      return (...args: unknown[]) => {
        calls.push({ central, method, args: splitDeadline(method, args).args });
        const act = () => (answers[method] as ((...args: unknown[]) => unknown) | undefined)?.(...args);
        if (OWN.has(method)) return act();
        if (method === "start" || method === "stop") return Promise.resolve(act());
        const fault = failures.get(method) ?? failures.get("*");
        if (fault) {
          const told = new CcuFault(fault, `${fault} fault`, fault === "permanent" ? -1 : undefined);
          // what is wrong with one paramset stands in its place (ports/ccu.ts)
          if (method === "getParamsets" && fault !== "transport")
            return Promise.resolve((args[1] as readonly string[]).map(() => told));
          return Promise.reject(told);
        }
        if (hanging) {
          hanging();
          return new Promise(() => {});
        }
        return Promise.resolve().then(act);
      };
    },
  });
  return {
    ccu,
    calls,
    writes: () => calls.filter(({ method }) => !READS.has(method)),
    fail: (fault, method = "*") => void failures.set(method, fault),
    hang: (asked) => {
      hanging = asked;
    },
    answer: (method, answer) => void Object.assign(answers, { [method]: answer }),
    get listener() {
      if (!listener) throw new Error(`${central} was not started`);
      return listener;
    },
  };
}
