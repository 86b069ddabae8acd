/** One code: what it is, what it may do, where and when. */

import { useSignal } from "@preact/signals";
import type { Schemas } from "../../../../adapters/client/index.ts";
import { t as general } from "../../i18n/index.ts";
import { boundOf, localOf, PIN_LEAST, PIN_LIMIT, type Zone } from "../../model/alarm.ts";
import { MODES, type Mode } from "../../model/alarm-words.ts";
import { Check, Field, Select } from "../../parts/form.tsx";
import { useResource } from "../../parts/resource.ts";
import { zones } from "../../state/alarm.ts";
import { away } from "../../state/away.ts";
import { devices, isTold } from "../../state/live.ts";
import { client } from "../../state/session.ts";
import type { Code, CodeWish } from "./Codes.tsx";
import { recordOf } from "./draft.ts";
import { t } from "./words.ts";

type Kind = Code["kind"];
const KINDS: readonly Kind[] = ["pin", "keypad_slot", "remote_key"];
const PERMS = ["arm", "disarm", "silence"] as const;
/** Codes that an HmIP-WKP keeps. */
const SLOTS = [1, 2, 3, 4, 5, 6, 7, 8] as const;

interface CodeFormProps {
  readonly code: Code | undefined;
  readonly onSave: (wish: CodeWish) => Promise<void>;
}

type Binding = Readonly<Record<string, unknown>>;

interface BindingProps {
  readonly binding: Binding;
  readonly onChange: (binding: Binding) => void;
}

const zoneOptions = (all: readonly Zone[]) => all.map(({ id, name }) => ({ value: id, label: name }));
const modeOptions = (prefix = "") =>
  MODES.map((mode) => ({ value: `${prefix}${mode}`, label: t("code.arms", { mode: t(`mode.${mode as Mode}`) }) }));
const text = (value: unknown): string => (value === undefined ? "" : String(value));

function KeypadBinding({ binding, onChange }: BindingProps) {
  const keypads = devices.value.filter(({ summary }) => summary.model.includes("WKP"));
  return (
    <div class="fields">
      <Select
        label={t("code.keypad")}
        value={text(binding.device_address)}
        hint={keypads.length > 0 ? undefined : isTold(["devices"]) ? t("code.nokeypad") : general("home.untold")}
        options={[
          { value: "", label: t("sensors.choose") },
          ...keypads.map(({ address, summary }) => ({ value: address, label: summary.name })),
        ]}
        onChange={(device_address) =>
          onChange({
            ...binding,
            device_address,
            central: keypads.find(({ address }) => address === device_address)?.central,
          })
        }
      />
      <Select
        label={t("code.slot")}
        value={text(binding.slot ?? 1)}
        options={SLOTS.map((slot) => ({ value: String(slot), label: String(slot) }))}
        onChange={(slot) => onChange({ ...binding, slot: Number(slot) })}
      />
      <Select
        label={t("code.does")}
        value={text(binding.arm_mode ?? "full")}
        options={modeOptions()}
        onChange={(arm_mode) => onChange({ ...binding, arm_mode })}
      />
    </div>
  );
}

const keyId = ({ central, channel_address }: Schemas["AlarmRemoteKeyCandidate"]) => `${central} ${channel_address}`;

function RemoteBinding({ binding, onChange }: BindingProps) {
  const keys = useResource(() => client.GET("/alarm/remote-key-candidates"), []).data ?? [];
  const chosen = keys.find(
    ({ channel_address, central }) =>
      channel_address === binding.channel_address && (binding.central === undefined || binding.central === central),
  );
  return (
    <div class="fields">
      <Select
        label={t("code.key")}
        value={chosen ? keyId(chosen) : ""}
        options={[
          { value: "", label: t("sensors.choose") },
          ...keys.map((key) => ({
            value: keyId(key),
            label: `${key.device_name || key.device_address} · ${key.channel_name || key.channel_no}`,
          })),
        ]}
        onChange={(id) => {
          const key = keys.find((one) => keyId(one) === id);
          onChange({
            ...binding,
            channel_address: key?.channel_address ?? "",
            central: key?.central,
            parameter: key?.parameters.includes(String(binding.parameter) as "PRESS_SHORT")
              ? binding.parameter
              : key?.parameters[0],
          });
        }}
      />
      <Select
        label={t("code.press")}
        value={text(binding.parameter ?? "PRESS_SHORT")}
        options={(chosen?.parameters ?? (["PRESS_SHORT", "PRESS_LONG"] as const)).map((value) => ({
          value,
          label: t(`press.${value}`),
        }))}
        onChange={(parameter) => onChange({ ...binding, parameter })}
      />
      <Select
        label={t("code.does")}
        value={text(binding.action ?? "disarm")}
        options={[
          ...modeOptions("arm:"),
          ...(["disarm", "silence", "panic"] as const).map((value) => ({ value, label: t(`action.${value}`) })),
        ]}
        onChange={(action) => onChange({ ...binding, action })}
      />
    </div>
  );
}

/** What is sent: members that say nothing are left out. */
function bindingOf(kind: Kind, binding: Binding): Binding | undefined {
  const zone = { zone_id: binding.zone_id ?? zones.value[0]?.id ?? "" };
  const central = binding.central === undefined ? {} : { central: binding.central };
  if (kind === "keypad_slot") {
    const { device_address = "", slot = 1, arm_mode = "full" } = binding;
    return { ...zone, ...central, device_address, slot, arm_mode };
  }
  if (kind === "remote_key") {
    const { channel_address = "", parameter = "PRESS_SHORT", action = "disarm" } = binding;
    return { ...zone, ...central, channel_address, parameter, action };
  }
  return undefined;
}

interface Draft {
  readonly name: string;
  readonly kind: Kind;
  readonly pin: string;
  readonly perms: Code["perms"];
  readonly zones: readonly string[];
  readonly from: string;
  readonly until: string;
  readonly duress: boolean;
  readonly enabled: boolean;
  readonly binding: Binding;
}

const draftOf = (code: Code | undefined): Draft => ({
  name: code?.name ?? "",
  kind: code?.kind ?? "pin",
  pin: "",
  perms: code?.perms ?? { arm: true, disarm: true, silence: true },
  zones: code?.zones ?? [],
  from: localOf(code?.valid_from_ms),
  until: localOf(code?.valid_until_ms),
  duress: code?.duress === true,
  enabled: code?.enabled ?? true,
  binding: recordOf(code?.binding),
});

function wishOf({ name, kind, pin, perms, zones: own, from, until, duress, enabled, binding }: Draft): CodeWish {
  const bound = bindingOf(kind, binding);
  return {
    ...{ name: name.trim(), kind, perms: { ...perms }, zones: [...own], enabled },
    valid_from_ms: boundOf(from),
    valid_until_ms: boundOf(until),
    ...(kind === "pin" && { duress }),
    ...(kind === "pin" && pin !== "" && { pin }),
    ...(bound && { binding: bound }),
  };
}

interface PartProps {
  readonly draft: Draft;
  readonly change: (next: Partial<Draft>) => void;
}

const PinField = ({ draft, change, isNew }: PartProps & { readonly isNew: boolean }) => (
  <>
    <Field label={t("code.pin")} hint={isNew ? t("code.pin.hint") : t("code.pin.keep")}>
      {(tied) => (
        <input
          {...tied}
          type="password"
          autocomplete="new-password"
          inputMode="numeric"
          required={isNew}
          minLength={PIN_LEAST}
          maxLength={PIN_LIMIT}
          value={draft.pin}
          onInput={(event) => change({ pin: event.currentTarget.value })}
        />
      )}
    </Field>
    <Check label={t("code.duress.text")} checked={draft.duress} onChange={(duress) => change({ duress })} />
  </>
);

const Where = ({ draft, change }: PartProps) =>
  draft.kind === "pin" ? (
    zones.value.length > 1 ? (
      <fieldset class="boxes">
        <legend>{t("code.zones")}</legend>
        {zones.value.map(({ id, name }) => (
          <Check
            key={id}
            label={name}
            checked={draft.zones.includes(id)}
            onChange={(on) => change({ zones: on ? [...draft.zones, id] : draft.zones.filter((one) => one !== id) })}
          />
        ))}
      </fieldset>
    ) : null
  ) : (
    <Select
      label={t("code.zone")}
      value={String(draft.binding.zone_id ?? zones.value[0]?.id ?? "")}
      options={zoneOptions(zones.value)}
      onChange={(zone_id) => change({ binding: { ...draft.binding, zone_id } })}
    />
  );

const When = ({ draft, change }: PartProps) => (
  <div class="fields">
    {(["from", "until"] as const).map((bound) => (
      <Field key={bound} label={t(`code.valid.${bound}`)}>
        {(tied) => (
          <input
            {...tied}
            type="datetime-local"
            value={draft[bound]}
            onInput={(event) => change({ [bound]: event.currentTarget.value })}
          />
        )}
      </Field>
    ))}
  </div>
);

export function CodeForm({ code, onSave }: CodeFormProps) {
  const draft = useSignal(draftOf(code));
  const isBusy = useSignal(false);
  const change = (next: Partial<Draft>) => {
    draft.value = { ...draft.value, ...next };
  };
  const { kind, perms, binding } = draft.value;
  const setBinding = (next: Binding) => change({ binding: next });
  return (
    <form
      class="setup-form"
      onSubmit={async (event) => {
        event.preventDefault();
        isBusy.value = true;
        await onSave(wishOf(draft.value));
        isBusy.value = false;
      }}
    >
      <Field label={t("code.name")}>
        {(tied) => (
          <input
            {...tied}
            required
            maxLength={200}
            value={draft.value.name}
            onInput={(event) => change({ name: event.currentTarget.value })}
          />
        )}
      </Field>
      <Select
        label={t("code.kind")}
        value={kind}
        options={KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))}
        onChange={(value) => change({ kind: value as Kind })}
      />
      {kind === "pin" && <PinField draft={draft.value} change={change} isNew={code === undefined} />}
      {kind === "keypad_slot" && <KeypadBinding binding={binding} onChange={setBinding} />}
      {kind === "remote_key" && <RemoteBinding binding={binding} onChange={setBinding} />}
      <Where draft={draft.value} change={change} />
      <fieldset class="boxes">
        <legend>{t("code.may")}</legend>
        {PERMS.map((perm) => (
          <Check
            key={perm}
            label={t(`perm.${perm}`)}
            checked={perms[perm]}
            onChange={(on) => change({ perms: { ...perms, [perm]: on } })}
          />
        ))}
      </fieldset>
      <When draft={draft.value} change={change} />
      <Check label={t("code.enabled")} checked={draft.value.enabled} onChange={(enabled) => change({ enabled })} />
      <div class="row end">
        <button type="submit" class="primary" disabled={isBusy.value || away.value !== undefined}>
          {t("save")}
        </button>
      </div>
    </form>
  );
}
