/** Alarm and service messages are acknowledged, and by whom is kept: one entry of the audit log for each. */
import { conflict } from "../../../kernel/problem.ts";
import type { RequestScope } from "../../../kernel/request-scope.ts";
import { channelOfMessage, messageText, parameterOfMessage } from "../../../model/message-text.ts";
import type { Hub } from "../../../model/types.ts";
import type { HubMessage } from "../../../ports/index.ts";
import { recordAudit } from "../../../records/audit-log.ts";
import { ccuOf, chooseCentral, findToChange, follow } from "../../shared/central-scope.ts";
import { type MessageKind, presentMessages, SECTION } from "../messages.ts";

const byId = (kind: MessageKind, id: string) => (hub: Hub) =>
  hub[SECTION[kind]].find((message) => String(message.id) === id);

/** A service message that is not sticky ends with its cause only; alarms can always be acknowledged. */
const canAcknowledge = (kind: MessageKind, message: HubMessage) => kind === "alarm" || message.quittable;

/** The note is what people have read: it stays when the message is gone. */
function note(scope: RequestScope, central: string, { name }: HubMessage): Promise<void> {
  const channel = channelOfMessage(name)?.split(":");
  const parameter = parameterOfMessage(name);
  return recordAudit(scope, scope.identity, {
    action: "message_acknowledge",
    central,
    ...(channel && { device_address: channel[0]!, channel_no: Number(channel[1]) }),
    ...(channel && parameter !== undefined && { parameter }),
    note: messageText(name, scope.settings.locale),
  });
}

/** @throws 404; 409 for a service message that cannot be acknowledged; 400 (central); CcuFault. */
export async function acknowledge(scope: RequestScope, kind: MessageKind, id: string, central?: string): Promise<void> {
  const found = await findToChange(
    scope,
    { what: `${kind} message ${id}`, list: SECTION[kind] },
    byId(kind, id),
    central,
  );
  if (!canAcknowledge(kind, found.object))
    throw conflict(`service message ${id} clears itself when its cause is gone`, "Cannot be acknowledged");
  await ccuOf(scope, found.central.name).acknowledgeMessage(kind, found.object.id, scope.deadline);
  await note(scope, found.central.name, found.object);
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
      await note(scope, name, message);
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
