/** What the CCUs and their devices complain about. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { compareNames, formatTime, t } from "../i18n/index.ts";
import type { Kind } from "../model/messages.ts";
import { deviceLink, linkTo } from "../model/route.ts";
import { AwayNote } from "../parts/AwayNote.tsx";
import { None } from "../parts/None.tsx";
import { away } from "../state/away.ts";
import { devices, messagesChanged } from "../state/live.ts";
import * as messages from "../state/messages.ts";
import { may } from "../state/session.ts";
import { busy } from "../state/write.ts";
import { Icon } from "./Icon.tsx";
import { MuteDialog } from "./MuteDialog.tsx";

const { fullTitle, idOf, titleOf } = messages;

// ---------------------------------------------------------------- rows

interface Place {
  readonly central?: string | undefined;
  /** Of a device or a channel of it. */
  readonly address?: string | undefined;
  readonly name?: string | undefined;
}

/** Its name, with the way to it where it is still there. */
function DeviceName({ central, address, name }: Place) {
  const own = address?.split(":", 1)[0];
  const known = devices.value.find((one) => one.central === central && one.address === own);
  if (known === undefined) return <>{name ?? own ?? ""}</>;
  return <a href={deviceLink(known.central, known.address)}>{known.summary.name}</a>;
}

function Details({ one }: { readonly one: messages.Message }) {
  const { central, address, device_name: name } = one;
  const parts = [
    t("messages.since", { time: formatTime(one.timestamp) }),
    one.counter > 1 && t("messages.times", { count: one.counter }),
    one.description !== titleOf(one) && one.description,
  ];
  return (
    <small>
      {(name || address) && (
        <>
          <DeviceName central={central} address={address} name={name} /> ·{" "}
        </>
      )}
      {parts.filter(Boolean).join(" · ")}
    </small>
  );
}

interface RowProps {
  readonly kind: Kind;
  readonly one: messages.Message;
}

function Row({ kind, one }: RowProps) {
  const isMuting = useSignal(false);
  const mute = (now: boolean) => {
    isMuting.value = now;
  };
  const name = kind === "alarm" ? titleOf(one) : fullTitle(one);
  const isBusy = busy.value.has(idOf(kind, one));
  const canEnd = !("quittable" in one) || one.quittable;
  return (
    <li class={kind}>
      <Icon name={kind === "alarm" ? "alert" : "bell"} />
      <div>
        <b>{titleOf(one)}</b>
        <Details one={one} />
        {!canEnd && <small>{t("messages.ends")}</small>}
      </div>
      {may("operator") && canEnd && (
        <button
          type="button"
          disabled={isBusy || away.value !== undefined}
          aria-label={t("messages.ack.named", { name })}
          onClick={() => void messages.acknowledge(kind, one)}
        >
          {t("messages.ack")}
        </button>
      )}
      <button
        type="button"
        disabled={isBusy}
        aria-label={t("messages.mute.named", { name })}
        onClick={() => mute(true)}
      >
        {t("messages.mute")}
      </button>
      {isMuting.value && <MuteDialog kind={kind} one={one} onClose={() => mute(false)} />}
    </li>
  );
}

function SuppressedRow({ one }: { readonly one: messages.Suppressed }) {
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
          disabled={busy.value.has(messages.suppressedId(one)) || away.value !== undefined}
          aria-label={t("messages.unmute.named", { name })}
          onClick={() => void messages.unsuppress(one)}
        >
          {t("messages.unmute")}
        </button>
      )}
    </li>
  );
}

// ---------------------------------------------------------------- lists

interface ListProps {
  readonly kind: Kind;
  readonly title: string;
  readonly list: readonly messages.Message[];
}

function AllButton({ kind, list }: Omit<ListProps, "title">) {
  const canEnd = list.filter((one) => !("quittable" in one) || one.quittable);
  const centrals = [...new Set(canEnd.map(({ central }) => central))];
  if (canEnd.length < 2 || !may("operator")) return null;
  return (
    <button
      type="button"
      disabled={busy.value.has(`message/${kind}/all`) || away.value !== undefined}
      onClick={() => void messages.acknowledgeAll(kind, centrals)}
    >
      {t("messages.ack.all")}
    </button>
  );
}

const List = ({ kind, title, list }: ListProps) =>
  list.length === 0 ? null : (
    <section class="group">
      <div class="bar">
        <h2>{title}</h2>
        <AllButton kind={kind} list={list} />
      </div>
      <ul class="rows">
        {list.map((one) => (
          <Row key={idOf(kind, one)} kind={kind} one={one} />
        ))}
      </ul>
    </section>
  );

function Present() {
  const [alarm, service] = [messages.shownAlarms.value, messages.shownServices.value];
  if (alarm === undefined || service === undefined) return <p class="dim">{t("messages.unknown")}</p>;
  if (alarm.length + service.length === 0)
    return (
      <None of={["alarm_messages", "service_messages"]}>
        <p class="dim">{t(messages.mutes.value.length > 0 ? "messages.none.heard" : "messages.none")}</p>
      </None>
    );
  return (
    <>
      <List kind="alarm" title={t("messages.alarms")} list={alarm} />
      <List kind="service" title={t("messages.service")} list={service} />
    </>
  );
}

const Section = ({ title, children }: { readonly title: string; readonly children: ComponentChildren }) => (
  <section class="group">
    <h2>{title}</h2>
    <ul class="rows">{children}</ul>
  </section>
);

const Muted = () =>
  messages.mutes.value.length === 0 ? null : (
    <Section title={t("messages.muted.own")}>
      {messages.mutes.value.map((mute) => (
        <li key={JSON.stringify([mute.central, mute.kind, mute.name])}>
          <div>
            <b>{mute.title}</b>
            <small>{t("messages.muted.until", { time: formatTime(mute.until) })}</small>
          </div>
          <button
            type="button"
            aria-label={t("messages.unmute.named", { name: mute.title })}
            onClick={() => void messages.unmute(mute)}
          >
            {t("messages.unmute")}
          </button>
        </li>
      ))}
    </Section>
  );

function Suppressed() {
  const sorted = [...messages.suppressed.value].sort((a, b) =>
    compareNames(a.device_name ?? a.channel, b.device_name ?? b.channel),
  );
  if (sorted.length === 0) return null;
  return (
    <Section title={t("messages.muted")}>
      {sorted.map((one) => (
        <SuppressedRow key={messages.suppressedId(one)} one={one} />
      ))}
    </Section>
  );
}

const Acknowledged = () =>
  messages.acknowledged.value.length === 0 ? null : (
    <Section title={t("messages.acked")}>
      {messages.acknowledged.value.map(({ timestamp, note, user, central, device_address: address }, index) => (
        <li key={`${timestamp} ${index}`}>
          <div>
            <b>{note}</b>
            <small>
              {t("messages.acked.by", { user: user ?? t("messages.acked.nobody"), time: formatTime(timestamp) })}
              {address && (
                <>
                  {" · "}
                  <DeviceName central={central} address={address} />
                </>
              )}
            </small>
          </div>
        </li>
      ))}
    </Section>
  );

export function MessagesPage() {
  const changed = messagesChanged.value;
  useEffect(() => void messages.readSuppressed(), []);
  useEffect(() => void messages.readAcknowledged(), [changed]);
  return (
    <main id="content" tabIndex={-1}>
      <div class="bar">
        <h1>{t("messages.title")}</h1>
        <a class="button" href={linkTo("batteries")}>
          {t("batteries.title")}
        </a>
      </div>
      <AwayNote />
      <Present />
      <Muted />
      <Suppressed />
      <Acknowledged />
    </main>
  );
}
