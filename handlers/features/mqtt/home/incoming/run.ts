/** From a command's topic to the use case that REST and WebSocket have for it: same checks, same queue, same outcome. */
import { badRequest, notFound, unprocessable } from "../../../../kernel/problem.ts";
import type { RequestScope } from "../../../../kernel/request-scope.ts";
import { findDataPoint } from "../../../../model/find.ts";
import { updateFirmware } from "../../../devices/home/firmware.ts";
import { setInstallMode } from "../../../hub/home/install-mode.ts";
import { executeProgram, setProgramActive } from "../../../hub/home/programs.ts";
import { setSysvar } from "../../../hub/home/sysvars.ts";
import { getSysvar } from "../../../hub/sysvars.ts";
import { writeOwnParamset } from "../../../paramsets/home/write-paramset.ts";
import { requireChannel, requireDevice } from "../../../shared/lookup.ts";
import { writeCombined } from "../../../values/home/write-combined.ts";
import { writeDataPoint } from "../../../values/home/write-data-point.ts";
import type { CommandPlace } from "../topics.ts";
import { orderAlarm } from "./alarm.ts";
import { invokeByName, orderCustom } from "./custom.ts";
import { type CommandPayload, membersOf, oneValue, switchOf, textOf } from "./payload.ts";
import { setScheduleChannel, setWeekProfile } from "./schedules.ts";

type Of<What extends CommandPlace["what"]> = Extract<CommandPlace, { what: What }>;

async function writeValue(scope: RequestScope, place: Of<"value">, payload: CommandPayload): Promise<void> {
  const { address, channel: number, parameter } = place;
  if (number === null) throw notFound(`the device ${address} itself has no values`);
  const { channel } = await requireChannel(scope, address, number);
  const isText = findDataPoint(channel, parameter, "VALUES")?.description.TYPE === "STRING";
  const value = isText ? textOf(payload) : oneValue(payload);
  await writeDataPoint(scope, { addr: address, no: number, param: parameter }, { value });
}

/** Configuration, as an administrator of the broker may: who writes here holds no edit lock that others could see. */
async function writeConfiguration(scope: RequestScope, place: Of<"master">, payload: CommandPayload): Promise<void> {
  const device = await requireDevice(scope, place.address);
  const channel = place.channel === null ? device.root : device.channels.find((one) => one.number === place.channel);
  const point = channel && findDataPoint(channel, place.parameter, "MASTER");
  if (!channel || !point) throw notFound(`no parameter ${place.parameter} on ${place.address}`);
  const value = point.description.TYPE === "STRING" ? textOf(payload) : oneValue(payload);
  await writeOwnParamset(scope, { device, channel }, "MASTER", { [place.parameter]: value }, { note: "by MQTT" });
}

async function writeSysvar(scope: RequestScope, { central, name }: Of<"sysvar">, payload: CommandPayload) {
  const { value_type: type } = await getSysvar(scope, name, central);
  await setSysvar(scope, { name, value: type === "STRING" ? textOf(payload) : oneValue(payload), central });
}

async function program(scope: RequestScope, { central, id, act }: Of<"program">, payload: CommandPayload) {
  if (act === "set") return setProgramActive(scope, id, switchOf(payload), central);
  const { check_conditions: checkConditions = false } = membersOf(payload, ["check_conditions"]);
  if (typeof checkConditions !== "boolean") throw badRequest("check_conditions must be true or false");
  await executeProgram(scope, MQTT_USER, { id, checkConditions, central });
}

async function installMode(scope: RequestScope, { central, interfaceId }: Of<"install_mode">, payload: CommandPayload) {
  const { active: asked, seconds } = membersOf(payload, ["active", "value", "seconds"]);
  if (seconds !== undefined && typeof seconds !== "number") throw badRequest("seconds must be a number");
  const active = typeof asked === "boolean" ? asked : switchOf(payload);
  await setInstallMode(scope, MQTT_USER, {
    ...{ interface: interfaceId, active, central },
    ...(seconds === undefined ? {} : { seconds }),
  });
}

/** Who acts, in the history of changes. What may be asked for here is decided by the broker's own users. */
export const MQTT_USER = { subject: "mqtt", role: "operator", scheme: "bearer" } as const;

/** @throws Refusal, CcuFault as the use cases do */
export async function runCommand(scope: RequestScope, place: CommandPlace, payload: CommandPayload): Promise<void> {
  switch (place.what) {
    case "value":
      return writeValue(scope, place, payload);
    case "master":
      return writeConfiguration(scope, place, payload);
    case "combined":
      return writeCombined(scope, place, oneValue(payload));
    case "week_profile":
      return setWeekProfile(scope, place, payload);
    case "schedule":
      return setScheduleChannel(scope, place, payload);
    case "custom":
      return orderCustom(scope, place, payload);
    case "invoke":
      return invokeByName(scope, place, payload);
    case "alarm":
      return orderAlarm(scope, place.zone, payload);
    case "update":
      if (textOf(payload).trim().toLowerCase() !== "install") throw unprocessable("takes the word install");
      await updateFirmware(scope, MQTT_USER, place.address);
      return;
    case "sysvar":
      return writeSysvar(scope, place, payload);
    case "program":
      return program(scope, place, payload);
    case "install_mode":
      return installMode(scope, place, payload);
  }
}
