/** Devices that have come and that nobody has accepted yet: name, room, function, ready. */

import { useSignal } from "@preact/signals";
import type { Schemas } from "../../../../adapters/client/index.ts";
import { compareNames } from "../../i18n/index.ts";
import { deviceLink } from "../../model/route.ts";
import { Field, textOf } from "../../parts/form.tsx";
import { None } from "../../parts/None.tsx";
import type { Asked } from "../../parts/resource.ts";
import { useTyped } from "../../parts/unsaved.ts";
import { functions, reloadHome, rooms } from "../../state/live.ts";
import { client, may } from "../../state/session.ts";
import { busy, whileBusy } from "../../state/write.ts";
import { t } from "./words.ts";

type Device = Schemas["InboxDevice"];

const idOf = ({ central, address }: Device): string => `inbox/${central}/${address}`;

interface InboxProps {
  readonly devices: readonly Device[];
  readonly asked: Asked;
  readonly isSearching: boolean;
  readonly onAccepted: () => Promise<void>;
}

async function accept(device: Device, form: FormData): Promise<boolean> {
  const name = textOf(form, "name");
  const chosen = (field: string) => form.getAll(field).map(String).filter(Boolean);
  const body = {
    ...(name !== "" && { name, include_channels: true }),
    rooms: chosen("room"),
    functions: chosen("function"),
  };
  const done = await whileBusy(idOf(device), name || device.address, () =>
    client.POST("/devices/{addr}/accept", { params: { path: { addr: device.address } }, body, retries: 0 }),
  );
  if (done) reloadHome();
  return done;
}

const Choice = ({
  label,
  name,
  all,
}: {
  readonly label: string;
  readonly name: string;
  readonly all: readonly string[];
}) => (
  <Field label={label}>
    {(tied) => (
      <select {...tied} name={name}>
        <option value="">–</option>
        {[...all].sort(compareNames).map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
    )}
  </Field>
);

function Row({ device, onDone }: { readonly device: Device; readonly onDone: (device: Device) => Promise<void> }) {
  const typed = useTyped();
  return (
    <li class="panel">
      <p>
        <b>{device.model}</b> <span class="dim">{[device.address, device.interface].filter(Boolean).join(" · ")}</span>
      </p>
      {may("operator") && (
        <form
          class="inbox-form"
          onInput={typed.onInput}
          onSubmit={async (event) => {
            event.preventDefault();
            if (!(await accept(device, new FormData(event.currentTarget)))) return;
            typed.isDirty.value = false;
            await onDone(device);
          }}
        >
          <Field label={t("inbox.name")}>
            {(tied) => <input {...tied} name="name" maxLength={100} placeholder={device.model} />}
          </Field>
          <Choice label={t("inbox.room")} name="room" all={rooms.value} />
          <Choice label={t("inbox.function")} name="function" all={functions.value} />
          <button type="submit" class="primary" disabled={busy.value.has(idOf(device))}>
            {t("inbox.accept")}
          </button>
        </form>
      )}
    </li>
  );
}

export function Inbox({ devices, asked, isSearching, onAccepted }: InboxProps) {
  const ready = useSignal<readonly Device[]>([]);
  return (
    <>
      {devices.length === 0 &&
        (isSearching ? (
          <p class="dim">{t("inbox.waiting")}</p>
        ) : (
          <None of={["inbox"]} asked={asked}>
            <p class="dim">{t("inbox.none")}</p>
          </None>
        ))}
      <ul class="cards">
        {devices.map((device) => (
          <Row
            key={idOf(device)}
            device={device}
            onDone={async (done) => {
              ready.value = [...ready.value, done];
              await onAccepted();
            }}
          />
        ))}
      </ul>
      {ready.value.map((device) => (
        <p key={idOf(device)} role="status">
          {t("inbox.ready", { name: device.model })}{" "}
          <a href={deviceLink(device.central ?? "", device.address)}>{t("inbox.open")}</a>
        </p>
      ))}
    </>
  );
}
