/** Commands about alarm and service messages: the use cases of operations/messages.ts and service-suppression.ts. */
import { z } from "zod";
import { type Command, type CommandContext, command } from "../../../kernel/command.ts";
import { isoTime } from "../../../model/iso-time.ts";
import { messageType } from "../../../model/message-text.ts";
import { listedCentral } from "../../shared/central-scope.ts";
import { CentralArgument } from "../../shared/lists.ts";
import { AlarmRow, ServiceRow, SuppressedServiceMessage } from "../answers/messages.ts";
import { acknowledge, acknowledgeAll } from "../home/acknowledge.ts";
import {
  disableServiceMessage,
  suppressedServiceMessages,
  unsuppressServiceMessage,
} from "../home/service-suppression.ts";
import { type CentralMessage, type MessageKind, presentMessages } from "../messages.ts";
import { MessageId } from "../schemas/messages.ts";

const idArgs = z.object({ id: MessageId, central_name: CentralArgument });
const centralArgs = z.object({ central_name: CentralArgument });

const present = async (context: CommandContext, kind: MessageKind, name?: string): Promise<CentralMessage[]> => {
  const central = await listedCentral(context, name);
  return central ? presentMessages(context, kind, central.name) : [];
};

const acknowledgements = (kind: MessageKind): Command[] => [
  command(
    {
      name: `${kind}_messages.ack`,
      category: "alarms",
      summary: `Acknowledge one ${kind} message`,
      role: "operator",
      served: "home",
      args: idArgs,
      result: z.strictObject({ acknowledged: z.literal(true), id: z.string() }),
      rest: `POST /${kind}-messages/{id}/ack`,
    },
    async (context) => {
      await acknowledge(context, kind, context.args.id, context.args.central_name);
      return { acknowledged: true as const, id: context.args.id };
    },
  ),
  command(
    {
      name: `${kind}_messages.ack_all`,
      category: "alarms",
      summary: `Acknowledge every ${kind} message of a CCU that can be`,
      role: "operator",
      served: "home",
      args: centralArgs,
      result: z.strictObject({ acknowledged: z.int() }),
      rest: `POST /${kind}-messages/ack-all`,
    },
    async (context) => ({ acknowledged: await acknowledgeAll(context, kind, context.args.central_name) }),
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
      result: z.strictObject({ messages: z.array(AlarmRow) }),
      rest: "GET /alarm-messages",
    },
    async (context) => ({
      messages: (await present(context, "alarm", context.args.central_name)).map(({ message }) => ({
        id: String(message.id),
        name: message.name,
        description: message.description,
        counter: message.counter,
        timestamp: isoTime(message.at),
        last_timestamp: isoTime(message.lastTriggerAt),
      })),
    }),
  ),
  command(
    {
      name: "service_messages.list",
      category: "alarms",
      summary: "Service messages of one CCU, newest first",
      role: "viewer",
      served: "here",
      args: centralArgs,
      result: z.strictObject({ messages: z.array(ServiceRow) }),
      rest: "GET /service-messages",
    },
    async (context) => ({
      messages: (await present(context, "service", context.args.central_name)).map(({ message }) => ({
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
      })),
    }),
  ),
  command(
    {
      name: "service_messages.disable",
      category: "alarms",
      summary: "Suppress what a service message reports, for good",
      role: "operator",
      served: "home",
      args: idArgs,
      result: z.strictObject({ disabled: z.string() }),
      rest: "POST /service-messages/{id}/disable",
    },
    async (context) => {
      await disableServiceMessage(context, context.args.id, context.args.central_name);
      return { disabled: context.args.id };
    },
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
      result: z.strictObject({ items: z.array(SuppressedServiceMessage) }),
      rest: "GET /service-messages/suppressed",
    },
    async (context) => ({ items: await suppressedServiceMessages(context) }),
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
      result: z.strictObject({ unsuppressed: z.string() }),
      rest: "POST /service-messages/unsuppress",
    },
    async (context) => {
      const { central_name: central, ...wanted } = context.args;
      await unsuppressServiceMessage(context, { ...wanted, central });
      return { unsuppressed: wanted.channel };
    },
  ),
];
