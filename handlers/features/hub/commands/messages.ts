/** Commands about alarm and service messages. */
import * as z from "zod";
import { type Command, command } from "../../../kernel/command.ts";
import { CentralArgument } from "../../shared/lists.ts";
import {
  Acknowledged,
  AcknowledgedCount,
  AlarmRows,
  ServiceMessageDisabled,
  ServiceRows,
  SuppressedItems,
  Unsuppressed,
} from "../answers/messages.ts";
import { acknowledge, acknowledgeAll } from "../home/acknowledge.ts";
import {
  disableServiceMessage,
  suppressedServiceMessages,
  unsuppressServiceMessage,
} from "../home/service-suppression.ts";
import { listAlarmRows, listServiceRows } from "../message-rows.ts";
import type { MessageKind } from "../messages.ts";
import { MessageId } from "../schemas/messages.ts";

const idArgs = z.object({ id: MessageId, central_name: CentralArgument });
const centralArgs = z.object({ central_name: CentralArgument });

const acknowledgements = (kind: MessageKind): Command[] => [
  command(
    {
      name: `${kind}_messages.ack`,
      category: "alarms",
      summary: `Acknowledge one ${kind} message`,
      role: "operator",
      served: "home",
      args: idArgs,
      result: Acknowledged,
      rest: `POST /${kind}-messages/{id}/ack`,
    },
    (scope) =>
      acknowledge(scope, kind, scope.args.id, scope.args.central_name).then(
        () => ({ acknowledged: true, id: scope.args.id }) as const,
      ),
  ),
  command(
    {
      name: `${kind}_messages.ack_all`,
      category: "alarms",
      summary: `Acknowledge every ${kind} message of a CCU that can be`,
      role: "operator",
      served: "home",
      args: centralArgs,
      result: AcknowledgedCount,
      rest: `POST /${kind}-messages/ack-all`,
    },
    async (scope) => ({ acknowledged: await acknowledgeAll(scope, kind, scope.args.central_name) }),
  ),
];

export const messagesCommands: Command[] = [
  ...acknowledgements("alarm"),
  ...acknowledgements("service"),
  command(
    {
      name: "alarm_messages.list",
      category: "alarms",
      summary: "Alarm messages of one CCU, newest first",
      role: "viewer",
      served: "here",
      args: centralArgs,
      result: AlarmRows,
      rest: "GET /alarm-messages",
    },
    (scope) => listAlarmRows(scope, scope.args.central_name),
  ),
  command(
    {
      name: "service_messages.list",
      category: "alarms",
      summary: "Service messages of one CCU, newest first",
      role: "viewer",
      served: "here",
      args: centralArgs,
      result: ServiceRows,
      rest: "GET /service-messages",
    },
    (scope) => listServiceRows(scope, scope.args.central_name),
  ),
  command(
    {
      name: "service_messages.disable",
      category: "alarms",
      summary: "Suppress what a service message reports, for good",
      role: "operator",
      served: "home",
      args: idArgs,
      result: ServiceMessageDisabled,
      rest: "POST /service-messages/{id}/disable",
    },
    (scope) =>
      disableServiceMessage(scope, scope.args.id, scope.args.central_name).then(() => ({ disabled: scope.args.id })),
  ),
  command(
    {
      name: "service_messages.suppressed",
      category: "alarms",
      summary: "Suppressed service messages, here and on the CCUs",
      // the operation with the same effect demands operator
      role: "operator",
      served: "home",
      args: z.object({}),
      result: SuppressedItems,
      rest: "GET /service-messages/suppressed",
    },
    async (scope) => ({ items: await suppressedServiceMessages(scope) }),
  ),
  command(
    {
      name: "service_messages.unsuppress",
      category: "alarms",
      summary: "Take a suppression back, of one parameter or of a whole channel",
      role: "operator",
      served: "home",
      args: z.object({
        channel: z.string().min(1).max(64),
        parameter: z.string().max(64).optional(),
        interface: z.string().max(64).optional(),
        central_name: CentralArgument,
      }),
      result: Unsuppressed,
      rest: "POST /service-messages/unsuppress",
    },
    async (scope) => {
      await unsuppressServiceMessage(scope, { ...scope.args, central: scope.args.central_name });
      return { unsuppressed: scope.args.channel };
    },
  ),
];
