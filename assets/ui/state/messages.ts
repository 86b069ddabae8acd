/** What the CCUs complain about, what of it the user does not want to see, and who has acknowledged what. */
import { computed, signal } from "@preact/signals";
import type { Schemas } from "../../../adapters/client/index.ts";
import { t } from "../i18n/index.ts";
import {
  eachOnce,
  isSame,
  type Kind,
  type Mute,
  type Once,
  readMutes,
  withMute,
  withoutMute,
} from "../model/messages.ts";
import { messagesChanged, pulse } from "./live.ts";
import { ask, tellRefusal } from "./notices.ts";
import { keepPreference, preferences } from "./preferences.ts";
import { client, may } from "./session.ts";
import { whileBusy } from "./write.ts";

export type Alarm = Once<Schemas["AlarmMessage"]>;
export type Service = Once<Schemas["ServiceMessage"]>;
export type Suppressed = Schemas["SuppressedServiceMessage"];
export type Acknowledged = Schemas["AuditEntry"];
export type Message = Alarm | Service;

/** `undefined` while a list is not known. */
const alarms = signal<readonly Alarm[] | undefined>(undefined);
const services = signal<readonly Service[] | undefined>(undefined);
/** What no CCU reports any more, to nobody. */
export const suppressed = signal<readonly Suppressed[]>([]);
export const acknowledged = signal<readonly Acknowledged[]>([]);

/** What the user has muted for a while. */
export const mutes = computed((): readonly Mute[] => {
  // a mute ends while nothing else happens
  pulse.value;
  return readMutes(preferences.value.muted, Date.now());
});

export const namedOf = (kind: Kind, { central = "", name }: Pick<Message, "central" | "name">) => ({
  ...{ central, kind, name },
});
const heard = <M extends Message>(kind: Kind, list: readonly M[] | undefined): readonly M[] | undefined =>
  list?.filter((one) => !mutes.value.some((mute) => isSame(mute, namedOf(kind, one))));
export const shownAlarms = computed(() => heard("alarm", alarms.value));
export const shownServices = computed(() => heard("service", services.value));
export const messageCount = computed(() => (shownAlarms.value?.length ?? 0) + (shownServices.value?.length ?? 0));

async function readMessages(): Promise<void> {
  const [alarm, service] = await Promise.all([client.GET("/alarm-messages"), client.GET("/service-messages")]);
  // what could not be read is not known; what was known before may no longer be so
  alarms.value = alarm.data && eachOnce(alarm.data);
  services.value = service.data && eachOnce(service.data);
}

export async function readSuppressed(): Promise<void> {
  if (!may("operator")) return;
  const { data } = await client.GET("/service-messages/suppressed");
  suppressed.value = data ?? [];
}

/** Days of the past that are shown, and at most how many of it. */
const ACKNOWLEDGED_DAYS = 14;
const ACKNOWLEDGED_LIMIT = 20;

export async function readAcknowledged(): Promise<void> {
  const since = new Date(Date.now() - ACKNOWLEDGED_DAYS * 86_400_000).toISOString();
  const query = { op: "message_acknowledge", since, limit: ACKNOWLEDGED_LIMIT };
  const { data } = await client.GET("/audit", { params: { query } });
  acknowledged.value = Array.isArray(data) ? data : [];
}

/** Reads them whenever they have changed, as long as somebody is here. @returns how to stop */
export function followMessages(): () => void {
  const stop = messagesChanged.subscribe((count) => {
    if (count > 0) void readMessages();
  });
  return () => {
    stop();
    alarms.value = undefined;
    services.value = undefined;
    suppressed.value = [];
    acknowledged.value = [];
  };
}

export const idOf = (kind: Kind, { central, name }: Message): string => `message/${kind}/${central}/${name}`;
export const titleOf = (one: Message): string => one.display_name || one.description || one.name;
/** With the device, where it is one's. */
export const fullTitle = (one: Message): string =>
  one.device_name ? `${titleOf(one)} (${one.device_name})` : titleOf(one);

export async function acknowledge(kind: Kind, one: Message): Promise<void> {
  await whileBusy(idOf(kind, one), titleOf(one), async () => {
    for (const id of one.ids) {
      const options = { params: { path: { id }, query: { central: one.central } } };
      const answer = await (kind === "alarm"
        ? client.POST("/alarm-messages/{id}/ack", options)
        : client.POST("/service-messages/{id}/ack", options));
      if (answer.error !== undefined) return answer;
    }
    return {};
  });
  await Promise.all([readMessages(), readAcknowledged()]);
}

export async function acknowledgeAll(kind: Kind, centrals: readonly (string | undefined)[]): Promise<void> {
  for (const central of centrals) {
    const options = { params: { query: { central } } };
    await whileBusy(`message/${kind}/all`, t("messages.ack.all"), () =>
      kind === "alarm"
        ? client.POST("/alarm-messages/ack-all", options)
        : client.POST("/service-messages/ack-all", options),
    );
  }
  await Promise.all([readMessages(), readAcknowledged()]);
}

// ---------------------------------------------------------------- not to be seen

/** For the user alone; the server keeps it with their preferences. */
export async function muteFor(kind: Kind, one: Message, days: number): Promise<void> {
  const of = { ...namedOf(kind, one), title: fullTitle(one) };
  const problem = await keepPreference("muted", (before) => withMute(before, of, days, Date.now()));
  if (problem !== undefined) tellRefusal(of.title, problem);
}

export async function unmute(mute: Mute): Promise<void> {
  const problem = await keepPreference("muted", (before) => withoutMute(before, mute, Date.now()));
  if (problem !== undefined) tellRefusal(mute.title, problem);
}

/** For everybody: the CCU no longer reports it. @returns whether it was done */
export async function suppress(one: Service): Promise<boolean> {
  const question = t("messages.mute.ask", { name: titleOf(one), device: one.device_name ?? one.address ?? one.name });
  if (!(await ask(question, t("messages.mute")))) return false;
  const { id, central } = one;
  const done = await whileBusy(idOf("service", one), titleOf(one), () =>
    client.POST("/service-messages/{id}/disable", { params: { path: { id }, query: { central } } }),
  );
  if (done) await Promise.all([readMessages(), readSuppressed()]);
  return done;
}

export const suppressedId = ({ central, channel, parameter }: Suppressed) => `muted/${central}/${channel}/${parameter}`;

export async function unsuppress(one: Suppressed): Promise<void> {
  const { central, interface: type, channel, parameter, device_name: name } = one;
  const done = await whileBusy(suppressedId(one), name ?? channel, () =>
    client.POST("/service-messages/unsuppress", {
      params: { query: { central } },
      body: { interface: type, channel, parameter },
    }),
  );
  if (done) await Promise.all([readMessages(), readSuppressed()]);
}
