/** Alarm and service messages of the logic layer. */
import type { HubMessage } from "../../../handlers/ports/index.ts";
import {
  COMMA,
  END,
  flag,
  fromUrl,
  idOf,
  moment,
  number,
  recordsIfAny,
  type Script,
  script,
  text,
  textOf,
} from "./script.ts";
import { translate } from "./translate.ts";

/** One loop for both kinds of messages: which objects, and when one counts. */
const messageLoop = (list: string, type: string): string => `
foreach (sId, dom.GetObject(${list}).EnumUsedIDs()) {
  object oMessage = dom.GetObject(sId);
  if (oMessage && oMessage.IsTypeOf(${type}) && (oMessage.AlState() == 1)) {
    ${COMMA}
    object oTrigger = dom.GetObject(oMessage.AlTriggerDP());
    object oChannel = null; object oDevice = null; boolean bQuit = false;
    if (oTrigger) {
      oChannel = dom.GetObject(oTrigger.Channel());
      bQuit = (oTrigger.Operations() & OPERATION_WRITE);
    }
    if (oChannel) { oDevice = dom.GetObject(oChannel.Device()); }
    Write("[" # oMessage.ID() # ","); ${text("oMessage.Name()")} Write("," # oMessage.AlType() # ",");
    if (oChannel) { ${text("oChannel.Address()")} } else { Write('""'); }
    Write(",");
    if (oDevice) { ${text("oDevice.Name()")} } else { Write('""'); }
    Write("," # oMessage.AlCounter() # "," # bQuit # "," # oMessage.AlOccurrenceTime().ToInteger());
    Write("," # oMessage.LastTriggerTime().ToInteger() # ",[");
    if (oChannel) {
      string sInner = "";
      foreach (sRoom, oChannel.ChnRoom()) {
        object oRoom = dom.GetObject(sRoom);
        if (oRoom) { Write(sInner); sInner = ","; ${text("oRoom.Name()")} }
      }
    }
    Write("],"); ${text("oMessage.DPInfo()")} Write(",");
    if (oTrigger) { ${text("oTrigger.Value().ToString()")} } else { Write('""'); }
    Write("]");
  }
}`;

function readMessage(row: unknown[]): HubMessage {
  const [id, name, type, address, deviceName, counter, quittable, first, last, rooms, description, value] = row;
  const lastAt = moment(last);
  return {
    id: idOf(id),
    name: translate(textOf(name)),
    address: fromUrl(address),
    deviceName: translate(fromUrl(deviceName)),
    type: number(type),
    description: translate(fromUrl(description)),
    counter: number(counter),
    quittable: flag(quittable),
    at: moment(first) ?? 0,
    ...(lastAt === undefined ? {} : { lastTriggerAt: lastAt }),
    rooms: Array.isArray(rooms) ? rooms.map((room) => translate(fromUrl(room))) : [],
    ...(fromUrl(value) === "" ? {} : { value: fromUrl(value) }),
  };
}

/** A list that the answer lacks is `undefined`. */
export function readMessages(): Script<{ service: HubMessage[] | undefined; alarm: HubMessage[] | undefined }> {
  return script(
    "read-messages",
    {},
    `
string sComma = "";
string sId; string sRoom;
Write('{"service":[');${messageLoop("ID_SERVICES", "OT_ALARMDP")}
Write('],"alarm":[');
sComma = "";${messageLoop("ID_SYSTEM_VARIABLES", "OT_ALARMDP")}
${END}`,
    (answer) => {
      const service = recordsIfAny(answer, "service", readMessage);
      const alarm = recordsIfAny(answer, "alarm", readMessage);
      if (!service && !alarm) throw new TypeError("the script's answer has no messages");
      return { service, alarm };
    },
  );
}
