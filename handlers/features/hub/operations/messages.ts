import { accepted, type Operation, ok, operation, Problem } from "../../../kernel/operation.ts";
import { CentralQuery, OptionalPage, OptionalPerPage, okPage, pageOf } from "../../shared/lists.ts";
import { AckAllResult, AlarmMessages, ServiceMessages, SuppressedServiceMessages } from "../answers/messages.ts";
import { acknowledge, acknowledgeAll } from "../home/acknowledge.ts";
import {
  disableServiceMessage,
  suppressedServiceMessages,
  unsuppressServiceMessage,
} from "../home/service-suppression.ts";
import { listAlarms, listServiceMessages, type MessageKind } from "../messages.ts";
import { MessageId, UnsuppressRequest } from "../schemas/messages.ts";

const params = { id: MessageId };
const query = { central: CentralQuery };
const paged = { page: OptionalPage, per_page: OptionalPerPage, central: CentralQuery };
const acknowledged = { 202: null, 400: Problem, 404: Problem, 502: Problem, 503: Problem } as const;

/** Acknowledge one, acknowledge all: the same for both kinds. */
const acknowledgements = (kind: MessageKind, noun: string): Operation[] => [
  operation(
    {
      method: "POST",
      path: `/${kind}-messages/{id}/ack`,
      role: "operator",
      served: "home",
      tag: "hub",
      operationId: kind === "alarm" ? "ackAlarm" : "ackService",
      summary: `Acknowledge one ${noun}`,
      params,
      query,
      responses: acknowledged,
    },
    async (scope) => accepted(await acknowledge(scope, kind, scope.params.id, scope.query.central)),
  ),
  operation(
    {
      method: "POST",
      path: `/${kind}-messages/ack-all`,
      role: "operator",
      served: "home",
      tag: "hub",
      operationId: kind === "alarm" ? "ackAllAlarmMessages" : "ackAllServiceMessages",
      summary: `Acknowledge every ${noun} of a CCU that can be`,
      query,
      responses: { 200: AckAllResult, 400: Problem, 502: Problem, 503: Problem },
    },
    async (scope) => ok({ acknowledged: await acknowledgeAll(scope, kind, scope.query.central) }),
  ),
];

export const alarmMessagesOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/alarm-messages",
      role: "viewer",
      served: "here",
      tag: "messages",
      operationId: "listAlarmMessages",
      summary: "Alarm messages of all CCUs, newest first",
      query: paged,
      responses: { 200: AlarmMessages, 503: Problem },
    },
    async (scope) => okPage(pageOf(await listAlarms(scope, scope.query.central), scope.query)),
  ),
  ...acknowledgements("alarm", "alarm message"),
];

export const serviceMessagesOperations: Operation[] = [
  operation(
    {
      method: "GET",
      path: "/service-messages",
      role: "viewer",
      served: "here",
      tag: "messages",
      operationId: "listServiceMessages",
      summary: "Service messages of all CCUs, newest first",
      query: paged,
      responses: { 200: ServiceMessages, 503: Problem },
    },
    async (scope) => okPage(pageOf(await listServiceMessages(scope, scope.query.central), scope.query)),
  ),
  ...acknowledgements("service", "service message"),
  operation(
    {
      method: "POST",
      path: "/service-messages/{id}/disable",
      role: "operator",
      served: "home",
      tag: "hub",
      operationId: "disableServiceMessage",
      summary: "Suppress what a service message reports, for good",
      params,
      query,
      responses: acknowledged,
    },
    async (scope) => accepted(await disableServiceMessage(scope, scope.params.id, scope.query.central)),
  ),
  operation(
    {
      method: "GET",
      path: "/service-messages/suppressed",
      role: "operator",
      served: "home",
      tag: "hub",
      operationId: "listSuppressedServiceMessages",
      summary: "Suppressed service messages, here and on the CCUs",
      responses: { 200: SuppressedServiceMessages },
    },
    async (scope) => ok(await suppressedServiceMessages(scope)),
  ),
  operation(
    {
      method: "POST",
      path: "/service-messages/unsuppress",
      role: "operator",
      served: "home",
      tag: "hub",
      operationId: "unsuppressServiceMessage",
      summary: "Take a suppression back, of one parameter or of a whole channel",
      query,
      body: UnsuppressRequest,
      responses: { ...acknowledged, 422: Problem },
    },
    async (scope) => accepted(await unsuppressServiceMessage(scope, { ...scope.body, central: scope.query.central })),
  ),
];
