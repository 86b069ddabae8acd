/** Alarm and service messages: list and acknowledge. What is suppressed is in service-suppression.ts. */
import { conflict } from "../../kernel/problem.ts";
import type { RequestScope } from "../../kernel/request-scope.ts";
import { isoTime } from "../../model/iso-time.ts";
import { messageText, messageType } from "../../model/message-text.ts";
import type { Hub } from "../../model/types.ts";
import type { HubMessage } from "../../ports/index.ts";
import { ccuOf, chooseCentral, findToChange, follow, hubsWith } from "../shared/central-scope.ts";
import type { AlarmMessage, ServiceMessage } from "./schemas/messages.ts";

export type MessageKind = "alarm" | "service";
const SECTION = { alarm: "alarmMessages", service: "serviceMessages" } as const;

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

export const describeAlarm = (scope: RequestScope, { central, message }: CentralMessage): AlarmMessage => ({
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

export const describeServiceMessage = (scope: RequestScope, { central, message }: CentralMessage): ServiceMessage => ({
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

const byId = (kind: MessageKind, id: string) => (hub: Hub) =>
  hub[SECTION[kind]].find((message) => String(message.id) === id);

/** A service message that is not sticky ends with its cause only; alarms can always be acknowledged. */
const canAcknowledge = (kind: MessageKind, message: HubMessage) => kind === "alarm" || message.quittable;

/** @throws 404; 409 for a service message that cannot be acknowledged; 400 (central); CcuFault. */
export async function acknowledge(scope: RequestScope, kind: MessageKind, id: string, central?: string): Promise<void> {
  const found = await findToChange(
    scope,
    { what: `${kind} message ${id}`, list: SECTION[kind] },
    byId(kind, id),
    central,
  );
  if (!canAcknowledge(kind, found.object))
    throw conflict(`service message ${id} ends when its cause is gone`, "Cannot be acknowledged");
  await ccuOf(scope, found.central.name).acknowledgeMessage(kind, found.object.id, scope.deadline);
  follow(scope, found.central.name, SECTION[kind]);
}

/**
 * Acknowledges what can be; resolves to how many were. One that fails does not keep the others from it.
 * @throws 400 (central); CcuFault where none could be.
 */
export async function acknowledgeAll(scope: RequestScope, kind: MessageKind, central?: string): Promise<number> {
  const { name } = await chooseCentral(scope, central);
  const ccu = ccuOf(scope, name);
  const messages = (await presentMessages(scope, kind, name)).filter(({ message }) => canAcknowledge(kind, message));
  let acknowledged = 0;
  let failure: unknown;
  for (const { message } of messages) {
    try {
      await ccu.acknowledgeMessage(kind, message.id, scope.deadline);
      acknowledged++;
    } catch (error) {
      failure ??= error;
      scope.log.warn("message not acknowledged", { central: name, kind, id: message.id, error });
    }
  }
  if (acknowledged === 0 && failure !== undefined) throw failure;
  if (messages.length > 0) follow(scope, name, SECTION[kind]);
  return acknowledged;
}
