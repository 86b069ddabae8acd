/** Deadlines in recorded calls: they differ with the clock, so they are kept apart from the arguments that tests compare. */

/** Methods of the ports `Ccu` and `Centrals` whose last argument is a deadline … */
const ACTING = new Set(
  `acceptInboxDevice acknowledgeMessage addLink changeSysvar createRoom createSysvar deleteDevice deleteHeatingGroup
  deleteProgram deleteRoom deleteSysvar determineParameter downloadFirmware executeProgram installUpdate reboot removeLink rename renameRoom replaceDevice
  reportValueUsage restoreBackup restoreConfig saveHeatingGroup searchDevices setChannelRooms setInstallMode setLinkInfo
  setProgramActive setSysvar setTeam suppressServiceMessage testDevice updateFirmware`.split(/\s+/),
);
/** … and those whose last argument has one among its members. */
const WRITING = new Set(["setValue", "putParamset", "activateLink", "writeValues", "writeMaster"]);

export interface SplitCall {
  /** Without the deadline; without options that were nothing else. */
  args: unknown[];
  /** `undefined` where the method acts on nothing. */
  deadline: number | undefined;
}

/** @throws Error where a method that acts was called without a deadline */
export function splitDeadline(method: string, args: readonly unknown[]): SplitCall {
  const last = args.at(-1);
  const rest = args.slice(0, -1);
  if (ACTING.has(method)) {
    if (typeof last !== "number") throw new Error(`${method} was called without a deadline`);
    return { args: rest, deadline: last };
  }
  if (!WRITING.has(method)) return { args: [...args], deadline: undefined };
  const { deadline, ...options } = (last ?? {}) as { deadline?: unknown };
  if (typeof deadline !== "number") throw new Error(`${method} was called without a deadline`);
  return { args: Object.keys(options).length > 0 ? [...rest, options] : rest, deadline };
}
