/** The install mode of each interface: begun for any device or one, counted down, ended. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { clockText } from "../../model/alarm.ts";
import { Field, Select } from "../../parts/form.tsx";
import { None } from "../../parts/None.tsx";
import type { Asked } from "../../parts/resource.ts";
import { useUnsaved } from "../../parts/unsaved.ts";
import { tellDone } from "../../state/notices.ts";
import { client, may } from "../../state/session.ts";
import { busy, whileBusy } from "../../state/write.ts";
import { isSgtin, kindOf, type Mode, modeId, requestOf } from "./model.ts";
import { t } from "./words.ts";

interface TeachingProps {
  readonly modes: readonly Mode[];
  /** When they were read: milliseconds since the epoch. */
  readonly readAt: number;
  readonly onChanged: () => Promise<void>;
}

const TICK_MS = 500;
const SECONDS = [60, 120, 300, 600] as const;
const BUSY = "pairing";
const labelOf = ({ central, interface: name }: Mode, modes: readonly Mode[]): string =>
  new Set(modes.map((one) => one.central)).size > 1 ? `${central} · ${name}` : name;

function Active({ mode, readAt, onChanged }: { readonly mode: Mode } & Omit<TeachingProps, "modes">) {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      now.value = Date.now();
    }, TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const left = Math.max(0, Math.ceil(mode.seconds - (now.value - readAt) / 1000));
  const { central, interface: name } = mode;
  const stop = async () => {
    await whileBusy(BUSY, name, () =>
      client.POST("/install-mode/interfaces", {
        body: { interface: name, active: false, ...(central !== undefined && { central }) },
      }),
    );
    await onChanged();
  };
  return (
    <div class="panel group" role="status">
      <p>
        <b>{t("teach.active", { name })}</b> {t("teach.left", { time: clockText(left) })}
      </p>
      <p>{t(`teach.press.${kindOf(name)}`)}</p>
      {may("admin") && (
        <button type="button" disabled={busy.value.has(BUSY)} onClick={() => void stop()}>
          {t("teach.stop")}
        </button>
      )}
    </div>
  );
}

const Typed = ({
  label,
  hint,
  error,
  value,
  onInput,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly value: string;
  readonly onInput: (value: string) => void;
}) => (
  <Field label={label} hint={hint} error={error}>
    {(tied) => (
      <input
        {...tied}
        value={value}
        autocomplete="off"
        spellcheck={false}
        maxLength={64}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    )}
  </Field>
);

function Begin({ modes, onChanged }: Omit<TeachingProps, "readAt">) {
  const chosen = useSignal("");
  const seconds = useSignal<number>(SECONDS[0]);
  const serial = useSignal("");
  const sgtin = useSignal("");
  const key = useSignal("");
  const isSent = useSignal(false);
  useUnsaved(!isSent.value && [serial, sgtin, key].some((one) => one.value.trim() !== ""));
  const mode = modes.find((one) => modeId(one) === chosen.value) ?? modes[0];
  if (mode === undefined) return null;
  const kind = kindOf(mode.interface);
  const isWrong = sgtin.value.trim() !== "" && !isSgtin(sgtin.value);
  const begin = async () => {
    const wish = { mode, seconds: seconds.value, serial: serial.value, sgtin: sgtin.value, key: key.value };
    const done = await whileBusy(BUSY, mode.interface, () =>
      client.POST("/install-mode/interfaces", { body: requestOf(wish), retries: 0 }),
    );
    if (done) {
      // a key is typed once
      key.value = "";
      isSent.value = true;
    }
    await onChanged();
  };
  const search = async () => {
    const { central, interface: name } = mode;
    let found = 0;
    const done = await whileBusy(BUSY, name, async () => {
      const body = { interface: name, ...(central !== undefined && { central }) };
      const answer = await client.POST("/install-mode/search", { body, retries: 0 });
      found = answer.data?.found ?? 0;
      return answer;
    });
    if (done) tellDone(t("teach.searched", { count: found }));
  };
  return (
    <form
      class="panel teach"
      onInput={() => {
        isSent.value = false;
      }}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isWrong) void (kind === "wired" ? search() : begin());
      }}
    >
      <p>{t("teach.text")}</p>
      <div class="row">
        <Select
          label={t("teach.interface")}
          value={modeId(mode)}
          options={modes.map((one) => ({ value: modeId(one), label: labelOf(one, modes) }))}
          onChange={(id) => {
            chosen.value = id;
          }}
        />
        {kind !== "wired" && (
          <Select
            label={t("teach.seconds")}
            value={String(seconds.value)}
            options={SECONDS.map((value) => ({ value: String(value), label: clockText(value) }))}
            onChange={(value) => {
              seconds.value = Number(value);
            }}
          />
        )}
      </div>
      {kind !== "wired" && (
        <details>
          <summary>{t(`teach.one.${kind}`)}</summary>
          {kind === "bidcos" ? (
            <Typed
              label={t("teach.serial")}
              hint={t("teach.serial.hint")}
              value={serial.value}
              onInput={(value) => {
                serial.value = value;
              }}
            />
          ) : (
            <>
              <Typed
                label={t("teach.sgtin")}
                hint={t("teach.sgtin.hint")}
                error={isWrong ? t("teach.sgtin.wrong") : undefined}
                value={sgtin.value}
                onInput={(value) => {
                  sgtin.value = value;
                }}
              />
              <Typed
                label={t("teach.key")}
                hint={t("teach.key.hint")}
                value={key.value}
                onInput={(value) => {
                  key.value = value;
                }}
              />
            </>
          )}
        </details>
      )}
      <p class="row">
        <button type="submit" class="primary" disabled={busy.value.has(BUSY) || isWrong}>
          {t(kind === "wired" ? "teach.search" : "teach.begin")}
        </button>
      </p>
    </form>
  );
}

export function Teaching({ modes, asked, readAt, onChanged }: TeachingProps & { readonly asked: Asked }) {
  const idle = modes.filter(({ active }) => !active);
  if (modes.length === 0)
    return (
      <None of={["devices"]} asked={asked}>
        <p class="dim">{t("teach.none")}</p>
      </None>
    );
  return (
    <>
      {modes
        .filter(({ active }) => active)
        .map((mode) => (
          <Active key={modeId(mode)} mode={mode} readAt={readAt} onChanged={onChanged} />
        ))}
      {!may("admin") ? (
        <p class="dim">{t("teach.admin")}</p>
      ) : (
        idle.length > 0 && <Begin modes={idle} onChanged={onChanged} />
      )}
    </>
  );
}
