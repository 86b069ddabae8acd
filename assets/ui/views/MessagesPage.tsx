/** What the CCU and its devices complain about, and their batteries. */
import { computed, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Schemas } from "../../../adapters/client/index.ts";
import { compareNames, formatTime, t } from "../i18n/index.ts";
import { AwayNote } from "../parts/AwayNote.tsx";
import { messagesChanged } from "../state/live.ts";
import { ask } from "../state/notices.ts";
import { client, may } from "../state/session.ts";
import { busy, whileBusy } from "../state/write.ts";
import { Batteries } from "./Batteries.tsx";
import { Icon } from "./Icon.tsx";

type Alarm = Schemas["AlarmMessage"];
type Service = Schemas["ServiceMessage"];
type Suppressed = Schemas["SuppressedServiceMessage"];

/** `undefined` while a list is not known. */
const alarms = signal<readonly Alarm[] | undefined>(undefined);
const services = signal<readonly Service[] | undefined>(undefined);
const muted = signal<readonly Suppressed[]>([]);

export const messageCount = computed(() => (alarms.value?.length ?? 0) + (services.value?.length ?? 0));

async function readMessages(): Promise<void> {
  const [alarm, service] = await Promise.all([client.GET("/alarm-messages"), client.GET("/service-messages")]);
  // what could not be read is not known; what was known before may no longer be so
  alarms.value = alarm.data;
  services.value = service.data;
}

async function readMuted(): Promise<void> {
  if (!may("operator")) return;
  const { data } = await client.GET("/service-messages/suppressed");
  muted.value = data ?? [];
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
    muted.value = [];
  };
}

const idOf = (kind: string, { central, id }: Alarm | Service) => `message/${kind}/${central}/${id}`;
const titleOf = (one: Alarm | Service) => one.display_name || one.description || one.name;

async function acknowledge(kind: "alarm" | "service", one: Alarm | Service): Promise<void> {
  const options = { params: { path: { id: one.id }, query: { central: one.central } } };
  const done = await whileBusy(idOf(kind, one), titleOf(one), () =>
    kind === "alarm"
      ? client.POST("/alarm-messages/{id}/ack", options)
      : client.POST("/service-messages/{id}/ack", options),
  );
  if (done) await readMessages();
}

async function acknowledgeAll(kind: "alarm" | "service", centrals: readonly (string | undefined)[]): Promise<void> {
  for (const central of centrals) {
    const options = { params: { query: { central } } };
    await whileBusy(`message/${kind}/all`, t("messages.ack.all"), () =>
      kind === "alarm"
        ? client.POST("/alarm-messages/ack-all", options)
        : client.POST("/service-messages/ack-all", options),
    );
  }
  await readMessages();
}

async function mute(one: Service): Promise<void> {
  const question = t("messages.mute.ask", { name: titleOf(one), device: one.device_name ?? one.address ?? one.name });
  if (!(await ask(question, t("messages.mute")))) return;
  const { id, central } = one;
  const done = await whileBusy(idOf("service", one), titleOf(one), () =>
    client.POST("/service-messages/{id}/disable", { params: { path: { id }, query: { central } } }),
  );
  if (done) await Promise.all([readMessages(), readMuted()]);
}

const mutedId = ({ central, channel, parameter }: Suppressed) => `muted/${central}/${channel}/${parameter}`;

async function unmute(one: Suppressed): Promise<void> {
  const { central, interface: type, channel, parameter, device_name: name } = one;
  const done = await whileBusy(mutedId(one), name ?? channel, () =>
    client.POST("/service-messages/unsuppress", {
      params: { query: { central } },
      body: { interface: type, channel, parameter },
    }),
  );
  if (done) await Promise.all([readMessages(), readMuted()]);
}

// ---------------------------------------------------------------- rows

function Details({ one }: { readonly one: Alarm | Service }) {
  const parts = [
    one.device_name,
    t("messages.since", { time: formatTime(one.timestamp) }),
    one.counter > 1 && t("messages.times", { count: one.counter }),
    one.description !== titleOf(one) && one.description,
  ];
  return <small>{parts.filter(Boolean).join(" · ")}</small>;
}

const AlarmRow = ({ one }: { readonly one: Alarm }) => (
  <li class="alarm">
    <Icon name="alert" />
    <div>
      <b>{titleOf(one)}</b>
      <Details one={one} />
    </div>
    {may("operator") && (
      <button
        type="button"
        disabled={busy.value.has(idOf("alarm", one))}
        aria-label={t("messages.ack.named", { name: titleOf(one) })}
        onClick={() => void acknowledge("alarm", one)}
      >
        {t("messages.ack")}
      </button>
    )}
  </li>
);

function ServiceRow({ one }: { readonly one: Service }) {
  const name = `${titleOf(one)} (${one.device_name ?? one.name})`;
  const isBusy = busy.value.has(idOf("service", one));
  return (
    <li>
      <Icon name="bell" />
      <div>
        <b>{titleOf(one)}</b>
        <Details one={one} />
        {!one.quittable && <small>{t("messages.ends")}</small>}
      </div>
      {may("operator") && (
        <>
          {one.quittable && (
            <button
              type="button"
              disabled={isBusy}
              aria-label={t("messages.ack.named", { name })}
              onClick={() => void acknowledge("service", one)}
            >
              {t("messages.ack")}
            </button>
          )}
          <button
            type="button"
            disabled={isBusy}
            aria-label={t("messages.mute.named", { name })}
            onClick={() => void mute(one)}
          >
            {t("messages.mute")}
          </button>
        </>
      )}
    </li>
  );
}

function MutedRow({ one }: { readonly one: Suppressed }) {
  const name = [one.device_name ?? one.channel, one.name ?? one.parameter].filter(Boolean).join(": ");
  return (
    <li>
      <div>
        <b>{name}</b>
        <small>{one.channel}</small>
      </div>
      {may("operator") && (
        <button
          type="button"
          disabled={busy.value.has(mutedId(one))}
          aria-label={t("messages.unmute.named", { name })}
          onClick={() => void unmute(one)}
        >
          {t("messages.unmute")}
        </button>
      )}
    </li>
  );
}

// ---------------------------------------------------------------- the page

function AllButton({
  kind,
  list,
}: {
  readonly kind: "alarm" | "service";
  readonly list: readonly (Alarm | Service)[];
}) {
  const centrals = [...new Set(list.map(({ central }) => central))];
  if (list.length < 2 || !may("operator")) return null;
  return (
    <button
      type="button"
      disabled={busy.value.has(`message/${kind}/all`)}
      onClick={() => void acknowledgeAll(kind, centrals)}
    >
      {t("messages.ack.all")}
    </button>
  );
}

function Lists() {
  const [alarm, service] = [alarms.value, services.value];
  if (alarm === undefined || service === undefined) return <p class="dim">{t("messages.unknown")}</p>;
  if (alarm.length + service.length === 0) return <p class="dim">{t("messages.none")}</p>;
  const quittable = service.filter((one) => one.quittable);
  return (
    <>
      {alarm.length > 0 && (
        <section class="group">
          <div class="bar">
            <h2>{t("messages.alarms")}</h2>
            <AllButton kind="alarm" list={alarm} />
          </div>
          <ul class="rows">
            {alarm.map((one) => (
              <AlarmRow key={idOf("alarm", one)} one={one} />
            ))}
          </ul>
        </section>
      )}
      {service.length > 0 && (
        <section class="group">
          <div class="bar">
            <h2>{t("messages.service")}</h2>
            <AllButton kind="service" list={quittable} />
          </div>
          <ul class="rows">
            {service.map((one) => (
              <ServiceRow key={idOf("service", one)} one={one} />
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

export function MessagesPage() {
  useEffect(() => void readMuted(), []);
  const sorted = [...muted.value].sort((a, b) => compareNames(a.device_name ?? a.channel, b.device_name ?? b.channel));
  return (
    <main id="content" tabIndex={-1}>
      <h1>{t("messages.title")}</h1>
      <AwayNote />
      <Lists />
      {sorted.length > 0 && (
        <section class="group">
          <h2>{t("messages.muted")}</h2>
          <ul class="rows">
            {sorted.map((one) => (
              <MutedRow key={mutedId(one)} one={one} />
            ))}
          </ul>
        </section>
      )}
      <Batteries />
    </main>
  );
}
