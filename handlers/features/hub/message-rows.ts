/** Alarm and service messages of one CCU as the commands show them; times that are not known are absent. */
import type { RequestScope } from "../../kernel/request-scope.ts";
import { isoTime } from "../../model/iso-time.ts";
import { messageType } from "../../model/message-text.ts";
import { listedCentral } from "../shared/central-scope.ts";
import type { AlarmRows, ServiceRows } from "./answers/messages.ts";
import { type CentralMessage, type MessageKind, presentMessages } from "./messages.ts";

async function present(scope: RequestScope, kind: MessageKind, named?: string): Promise<CentralMessage[]> {
  const central = await listedCentral(scope, named);
  return central ? presentMessages(scope, kind, central.name) : [];
}

/** Newest first. @throws Refusal 400 where the CCU is unknown or ambiguous, 503 before it told */
export async function listAlarmRows(scope: RequestScope, named: string | undefined): Promise<AlarmRows> {
  const rows = (await present(scope, "alarm", named)).map(({ message }) => ({
    id: String(message.id),
    name: message.name,
    description: message.description,
    counter: message.counter,
    timestamp: isoTime(message.at),
    last_timestamp: isoTime(message.lastTriggerAt),
  }));
  return { messages: rows };
}

/** Newest first. @throws as {@link listAlarmRows} */
export async function listServiceRows(scope: RequestScope, named: string | undefined): Promise<ServiceRows> {
  const rows = (await present(scope, "service", named)).map(({ message }) => ({
    id: String(message.id),
    name: message.name,
    address: message.address,
    device_name: message.deviceName,
    type: messageType(message.type),
    counter: message.counter,
    quittable: message.quittable,
    ...(message.rooms.length > 0 ? { rooms: [...message.rooms] } : {}),
    timestamp: isoTime(message.at),
    last_timestamp: isoTime(message.lastTriggerAt),
  }));
  return { messages: rows };
}
