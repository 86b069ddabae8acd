/** What a device does by the clock: a heating program with profiles, or a list of times at which it switches. */

import { mdiCalendarClock } from "@mdi/js";
import { useSignal } from "@preact/signals";
import type { HomeDevice, Problem, Schemas } from "../../../../../adapters/client/index.ts";
import { compareNames } from "../../../i18n/index.ts";
import { AtHome } from "../../../parts/AtHome.tsx";
import { Select } from "../../../parts/form.tsx";
import { useResource } from "../../../parts/resource.ts";
import { Empty, Read } from "../../../parts/states.tsx";
import { away } from "../../../state/away.ts";
import { command } from "../../../state/command.ts";
import { unsaved } from "../../../state/leave.ts";
import { ask, tellDone } from "../../../state/notices.ts";
import { client, endsSession, may } from "../../../state/session.ts";
import { busy, whileBusy } from "../../../state/write.ts";
import { w } from "../words.ts";
import { ANY_RANGE, ClimateEditor } from "./ClimateEditor.tsx";
import type { Profile } from "./climate-model.ts";
import { SimpleEditor } from "./SimpleEditor.tsx";

type Schedule = Schemas["Schedule"];

interface Of {
  readonly device: HomeDevice;
  readonly schedule: Schedule;
  readonly reload: () => Promise<void>;
}

const paramsOf = ({ address, central }: HomeDevice) => ({ path: { addr: address }, query: { central } });

/** @returns why not */
async function write(device: HomeDevice, body: Schedule, reload: () => Promise<void>): Promise<Problem | undefined> {
  const { error } = await client.PUT("/devices/{addr}/schedule", { params: paramsOf(device), body });
  if (error) {
    endsSession(error);
    return error;
  }
  unsaved.value = undefined;
  tellDone(w("week.saved"));
  await reload();
  return undefined;
}

/** Other devices with a program of the same kind: the server refuses those that it does not fit. */
function CopyToDevice({ device }: { readonly device: HomeDevice }) {
  const target = useSignal("");
  const list = useResource(() => command("schedules.list_devices", {}), []);
  const others = (list.data?.devices ?? [])
    .filter(({ address }) => address !== device.address)
    .sort((a, b) => compareNames(a.name, b.name));
  if (others.length === 0) return null;
  const copy = async () => {
    const name = others.find(({ address }) => address === target.value)?.name ?? target.value;
    if (!(await ask(w("week.todevice.ask", { name }), w("week.copy.yes")))) return;
    const done = await whileBusy(device.address, device.summary.name, () =>
      client.POST("/devices/{addr}/schedules/copy", {
        params: paramsOf(device),
        body: { target_device_address: target.value },
      }),
    );
    if (done) tellDone(w("week.copied", { name }));
  };
  return (
    <AtHome>
      <div class="row">
        <Select
          label={w("week.todevice")}
          value={target.value}
          options={[{ value: "", label: "–" }, ...others.map((one) => ({ value: one.address, label: one.name }))]}
          onChange={(next) => {
            target.value = next;
          }}
        />
        <button
          type="button"
          disabled={target.value === "" || busy.value.has(device.address)}
          onClick={() => void copy()}
        >
          {w("week.copy.yes")}
        </button>
      </div>
    </AtHome>
  );
}

// ---------------------------------------------------------------- heating

function useRange(device: HomeDevice, { channel }: Schedule) {
  const found = useResource(
    () =>
      client.GET("/devices/{addr}/channels/{no}/week_profile", {
        params: { path: { addr: device.address, no: channel.number }, query: { central: device.central } },
      }),
    [device.address, channel.number],
  );
  const { min_temp: min, max_temp: max } = found.data ?? { min_temp: 0, max_temp: 0 };
  return max > min ? { min, max } : ANY_RANGE;
}

const profileNumber = (profile: string): string => profile.replace(/^P/, "");

interface CopyProfileProps extends Of {
  readonly names: readonly string[];
  readonly from: string;
}

/** One profile of the device into another one of it. */
function CopyProfile({ device, schedule, reload, names, from }: CopyProfileProps) {
  const target = useSignal("");
  const { number } = schedule.channel;
  const copy = async () => {
    const body = {
      source_profile: Number(profileNumber(from)),
      target_profile: Number(profileNumber(target.value)),
      target_channel_address: `${device.address}:${number}`,
    };
    const question = w("week.toprofile.ask", { number: profileNumber(target.value) });
    if (!(await ask(question, w("week.copy.yes")))) return;
    const done = await whileBusy(device.address, device.summary.name, () =>
      client.POST("/devices/{addr}/channels/{no}/week_profile/copy", {
        params: { path: { addr: device.address, no: number }, query: { central: device.central } },
        body,
      }),
    );
    if (!done) return;
    tellDone(w("week.toprofile.done", { number: profileNumber(target.value) }));
    await reload();
  };
  return (
    <div class="row">
      <Select
        label={w("week.toprofile", { number: profileNumber(from) })}
        value={target.value}
        options={[
          { value: "", label: "–" },
          ...names.filter((name) => name !== from).map((name) => ({ value: name, label: profileNumber(name) })),
        ]}
        onChange={(next) => {
          target.value = next;
        }}
      />
      <button
        type="button"
        aria-label={w("week.toprofile.copy")}
        disabled={target.value === "" || target.value === from || busy.value.has(device.address)}
        onClick={() => void copy()}
      >
        {w("week.copy.yes")}
      </button>
    </div>
  );
}

function Climate({ device, schedule, reload }: Of) {
  const range = useRange(device, schedule);
  const names = Object.keys(schedule.profiles ?? {}).sort(compareNames);
  const chosen = useSignal(schedule.active_profile ?? names[0] ?? "P1");
  const choose = async (profile: string) => {
    if (unsaved.value !== undefined && !(await ask(unsaved.value, w("week.leave")))) return;
    unsaved.value = undefined;
    chosen.value = profile;
  };
  const activate = async () => {
    const done = await whileBusy(device.address, device.summary.name, () =>
      client.POST("/devices/{addr}/schedule/active-profile", {
        params: paramsOf(device),
        body: { profile: chosen.value },
      }),
    );
    if (!done) return;
    tellDone(w("week.active.done", { number: profileNumber(chosen.value) }));
    await reload();
  };
  const save = (weekdays: Profile["weekdays"]) =>
    write(device, { channel: schedule.channel, kind: "climate", profiles: { [chosen.value]: { weekdays } } }, reload);
  const isActive = schedule.active_profile === chosen.value;
  return (
    <>
      <div class="row profiles-row">
        <fieldset class="segments">
          <legend>{w("week.profile")}</legend>
          {names.map((name) => (
            <button key={name} type="button" aria-pressed={chosen.value === name} onClick={() => void choose(name)}>
              {profileNumber(name)}
              {schedule.active_profile === name && <span class="dot" role="img" aria-label={w("week.active")} />}
            </button>
          ))}
        </fieldset>
        {may("operator") && schedule.active_profile !== undefined && !isActive && (
          <button
            type="button"
            disabled={busy.value.has(device.address) || away.value !== undefined}
            onClick={() => void activate()}
          >
            {w("week.activate", { number: profileNumber(chosen.value) })}
          </button>
        )}
        {isActive && <span class="dim">{w("week.active")}</span>}
      </div>
      <ClimateEditor
        key={chosen.value}
        schedule={schedule}
        profile={chosen.value}
        range={range}
        canEdit={may("operator")}
        save={save}
      />
      {may("operator") && names.length > 1 && (
        <AtHome>
          <CopyProfile key={`copy ${chosen.value}`} {...{ device, schedule, reload, names }} from={chosen.value} />
        </AtHome>
      )}
    </>
  );
}

export function SchedulePart({ device }: { readonly device: HomeDevice }) {
  const schedule = useResource(
    () => client.GET("/devices/{addr}/schedule", { params: paramsOf(device) }),
    [device.central, device.address],
  );
  if (schedule.problem?.status === 404)
    return (
      <Empty icon={mdiCalendarClock} title={w("week.none")}>
        <p>{w("week.none.text")}</p>
      </Empty>
    );
  return (
    <section class="group schedule">
      <Read of={schedule}>
        {(data) => (
          <>
            {data.kind === "climate" ? (
              <Climate device={device} schedule={data} reload={schedule.reload} />
            ) : (
              <SimpleEditor
                device={device}
                schedule={data}
                canEdit={may("operator")}
                save={(entries) =>
                  write(
                    device,
                    {
                      channel: data.channel,
                      kind: "simple",
                      ...(data.domain !== undefined && { domain: data.domain }),
                      simple_entries: [...entries],
                    },
                    schedule.reload,
                  )
                }
              />
            )}
            {may("operator") && <CopyToDevice device={device} />}
          </>
        )}
      </Read>
    </section>
  );
}
