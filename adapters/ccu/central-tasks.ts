/**
 * What a central is asked to do that needs nothing of it but its interfaces and its logic layer: direct links, upkeep of
 * devices, programs and variables, heating groups, the machine itself.
 */
import type {
  Ccu,
  CcuGroups,
  CcuLinks,
  CcuMaintenance,
  CcuUpkeep,
  Clock,
  InterfaceName,
} from "../../handlers/ports/index.ts";
import { createBackup, restoreBackup } from "./backups.ts";
import { unsupported } from "./faults.ts";
import { createHeatingGroups } from "./heating-groups.ts";
import type { HubConnection } from "./hub.ts";
import type { InterfaceUnit } from "./interface.ts";
import { deviceOf } from "./inventory.ts";

/** A CCU that was told to restart is gone within this time; with an update, unpacking comes first. */
const GOING_MS = 600_000;

export interface TaskParts {
  readonly central: string;
  readonly clock: Clock;
  /** Throws `CcuFault` where the central has no such interface. */
  unit(iface: InterfaceName): InterfaceUnit;
  units(): readonly InterfaceUnit[];
  /** Throws `CcuFault` where there is no logic layer. */
  logic(): HubConnection;
  /** A device took the place of another. */
  replaced(): void;
  /** What was known of the CCU is forgotten. */
  forgotten(): void;
}

type HubTasks = Pick<
  Ccu,
  | "setProgramActive"
  | "deleteProgram"
  | "setSysvar"
  | "createSysvar"
  | "changeSysvar"
  | "deleteSysvar"
  | "sysvarUsage"
  | "createRoom"
  | "renameRoom"
  | "deleteRoom"
  | "setChannelRooms"
>;
export type CentralTasks = CcuLinks & CcuUpkeep & CcuGroups & CcuMaintenance & HubTasks;

export const centralTasks = (parts: TaskParts): CentralTasks => ({
  ...linkTasks(parts),
  ...upkeepTasks(parts),
  ...hubTasks(parts),
  ...groupTasks(parts),
  ...machineTasks(parts),
});

function linkTasks({ unit }: TaskParts): CcuLinks {
  const links = (iface: InterfaceName) => unit(iface).connected().links;
  return {
    links: async (iface, address = "") => links(iface).list(address),
    addLink: async (iface, ...args) => links(iface).add(...args),
    setLinkInfo: async (iface, ...args) => links(iface).setInfo(...args),
    removeLink: async (iface, ...args) => links(iface).remove(...args),
    activateLink: async (iface, ...args) => links(iface).activate(...args),
    reportValueUsage: async (iface, ...args) => links(iface).reportUsage(...args),
  };
}

function hubTasks({ logic }: TaskParts): HubTasks {
  return {
    setProgramActive: async (...args) => logic().setProgramActive(...args),
    deleteProgram: async (...args) => logic().deleteProgram(...args),
    setSysvar: async (...args) => logic().setSysvar(...args),
    createSysvar: async (...args) => logic().createSysvar(...args),
    changeSysvar: async (...args) => logic().changeSysvar(...args),
    deleteSysvar: async (...args) => logic().deleteSysvar(...args),
    sysvarUsage: async (...args) => logic().sysvarUsage(...args),
    createRoom: async (...args) => logic().createGroup(...args),
    renameRoom: async (...args) => logic().renameGroup(...args),
    deleteRoom: async (...args) => logic().deleteGroup(...args),
    setChannelRooms: async (...args) => logic().setChannelGroups(...args),
  };
}

function groupTasks({ logic, clock }: TaskParts): CcuGroups {
  const heating = (): CcuGroups => {
    const hub = logic();
    return createHeatingGroups({ ...hub.web, clock, idOf: (address) => hub.idOf(address) });
  };
  return {
    heatingGroups: async () => heating().heatingGroups(),
    heatingGroupTypes: async () => heating().heatingGroupTypes(),
    heatingGroupCandidates: async (type) => heating().heatingGroupCandidates(type),
    saveHeatingGroup: async (...args) => heating().saveHeatingGroup(...args),
    deleteHeatingGroup: async (...args) => heating().deleteHeatingGroup(...args),
  };
}

function machineTasks({ logic, clock, units }: TaskParts): CcuMaintenance {
  const watchClosely = (): void => {
    for (const unit of units()) unit.connection.watchClosely(GOING_MS);
  };
  return {
    async reboot(deadline) {
      await logic().reboot(deadline);
      watchClosely();
    },
    async installUpdate(deadline) {
      await logic().installUpdate(deadline);
      watchClosely();
    },
    downloadFirmware: async (...args) => logic().downloadFirmware(...args),
    createBackup: async () => createBackup(logic().web.pages),
    async restoreBackup(...args) {
      await restoreBackup(logic().web.pages, clock, ...args);
      watchClosely();
    },
  };
}

function upkeepTasks({ central, unit, units, logic, replaced, forgotten }: TaskParts): CcuUpkeep {
  const ready = (iface: InterfaceName) => unit(iface).connected();
  return {
    teams: async (iface) => ready(iface).upkeep.teams(),
    setTeam: async (iface, ...args) => ready(iface).upkeep.setTeam(...args),
    replaceableDevices: async (iface, address) => ready(iface).upkeep.replaceable(address),
    restoreConfig: async (iface, ...args) => ready(iface).upkeep.restoreConfig(...args),
    updateFirmware: async (iface, ...args) => ready(iface).upkeep.updateFirmware(...args),
    radioPaths: async (iface) => ready(iface).upkeep.radioPaths(),
    async replaceDevice(iface, old, replacement, deadline) {
      await ready(iface).upkeep.replace(old, replacement, deadline);
      // the logic layer hears of it as we do, and moves the name to the new address
      replaced();
    },
    async testDevice(iface, address, timeoutMs, deadline) {
      const { wire } = ready(iface);
      if (wire.family === "virtual" || wire.family === "cuxd")
        throw unsupported(`${iface} has no devices that could answer a test`);
      return logic().testDevice(deviceOf(address), timeoutMs, deadline);
    },
    async refreshFirmware() {
      const able = units().filter(({ upkeep }) => upkeep.hasFirmware);
      if (able.length === 0) throw unsupported(`central ${central} has no interface with firmware to look for`);
      const outcomes = await Promise.allSettled(able.map(async (one) => one.connected().upkeep.refreshFirmware()));
      // one interface that looked is a look; what the others said only matters where none did
      if (outcomes.some(({ status }) => status === "fulfilled")) return;
      for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
    },
    async clearCache({ interface: iface, device } = {}) {
      let count = 0;
      for (const one of iface === undefined ? units() : [unit(iface)]) count += await one.inventory.forget(device);
      for (const one of units()) one.restart();
      forgotten();
      return count;
    },
    traffic: () => units().map(({ upkeep }) => upkeep.traffic()),
  };
}
