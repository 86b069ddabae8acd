/** Alarm and service messages as the home knows them. What is suppressed is in home/service-suppression.ts. */
import type { RequestScope } from "../../kernel/request-scope.ts";
import { isoTime } from "../../model/iso-time.ts";
import { messageText, messageType } from "../../model/message-text.ts";
import type { HubMessage } from "../../ports/index.ts";
import { hubsWith } from "../shared/central-scope.ts";
import type { AlarmMessage, ServiceMessage } from "./answers/messages.ts";

export type MessageKind = "alarm" | "service";
export const SECTION = { alarm: "alarmMessages", service: "serviceMessages" } as const;

/** The contract demands a time: where the CCU gave none, the epoch says so. */
const EPOCH = new Date(0).toISOString();

export interface CentralMessage {
  central: string;
  message: HubMessage;
}

/** Present messages of all centrals (or the named one), newest first; suppressed ones are not in the read model. */
export async function presentMessages(
  scope: RequestScope,
  kind: MessageKind,
  central?: string,
): Promise<CentralMessage[]> {
  return (await hubsWith(scope, SECTION[kind], central))
    .flatMap((c) => c.hub[SECTION[kind]].map((message) => ({ central: c.central.name, message })))
    .sort((a, b) => b.message.at - a.message.at || b.message.id - a.message.id);
}

const named = (member: "address" | "device_name", value: string) => (value ? { [member]: value } : {});

const describeAlarm = (scope: RequestScope, { central, message }: CentralMessage): AlarmMessage => ({
  central,
  id: String(message.id),
  name: message.name,
  description: message.description,
  ...named("device_name", message.deviceName),
  ...named("address", message.address),
  state_value: message.value,
  timestamp: isoTime(message.at) ?? EPOCH,
  counter: message.counter,
  last_trigger: isoTime(message.lastTriggerAt),
  display_name: messageText(message.name, scope.settings.locale),
  rooms: [...message.rooms],
});

const describeServiceMessage = (scope: RequestScope, { central, message }: CentralMessage): ServiceMessage => ({
  central,
  id: String(message.id),
  name: message.name,
  ...named("address", message.address),
  ...named("device_name", message.deviceName),
  type: messageType(message.type),
  description: message.description,
  timestamp: isoTime(message.at) ?? EPOCH,
  counter: message.counter,
  quittable: message.quittable,
  display_name: messageText(message.name, scope.settings.locale),
});

/** As the operation shows them; of all centrals or the named one, newest first. */
export const listAlarms = async (scope: RequestScope, central?: string): Promise<AlarmMessage[]> =>
  (await presentMessages(scope, "alarm", central)).map((row) => describeAlarm(scope, row));

/** As the operation shows them; of all centrals or the named one, newest first. */
export const listServiceMessages = async (scope: RequestScope, central?: string): Promise<ServiceMessage[]> =>
  (await presentMessages(scope, "service", central)).map((row) => describeServiceMessage(scope, row));
