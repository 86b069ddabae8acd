/** Name, rooms and functions of one channel; whether it is hidden or locked; its team; its settings as a file. */
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { HomeDevice } from "../../../../adapters/client/index.ts";
import { formatNumber } from "../../i18n/index.ts";
import { AtHome } from "../../parts/AtHome.tsx";
import { useAction } from "../../parts/action.ts";
import { keepFile } from "../../parts/download.ts";
import { Field, Select } from "../../parts/form.tsx";
import { useResource } from "../../parts/resource.ts";
import { ErrorNote } from "../../parts/states.tsx";
import { useTyped } from "../../parts/unsaved.ts";
import { functions, reloadHome, rooms } from "../../state/live.ts";
import { ask, tellDone } from "../../state/notices.ts";
import { client, may } from "../../state/session.ts";
import { busy, whileBusy } from "../../state/write.ts";
import { Boxes, type Wish, wishOf } from "./DeviceEditor.tsx";
import { w } from "./words.ts";

type Channel = HomeDevice["channels"][number];
interface Props {
  readonly device: HomeDevice;
  readonly channel: Channel;
}

const paramsOf = ({ device: { address, central }, channel }: Props) => ({
  path: { addr: address, no: channel.number },
  query: { central },
});
const idOf = ({ device, channel }: Props): string => `channel/${device.central}/${channel.address}`;

function flagsOf(form: FormData, { hidden = false, locked = false }: Channel) {
  const flags = { hidden: form.get("hidden") !== null, locked: form.get("locked") !== null };
  return flags.hidden === hidden && flags.locked === locked ? undefined : flags;
}

/** @returns whether it is so now */
async function save(of: Props, wish: Wish, flags: ReturnType<typeof flagsOf>): Promise<boolean> {
  const name = of.channel.name || of.channel.address;
  const params = paramsOf(of);
  const send = async () => {
    if (Object.keys(wish).length > 0) {
      const answer = await client.PATCH("/devices/{addr}/channels/{no}", { params, body: wish });
      if (answer.error || flags === undefined) return answer;
    }
    return flags === undefined ? {} : client.PUT("/devices/{addr}/channels/{no}/flags", { params, body: flags });
  };
  if (!(await whileBusy(idOf(of), name, send))) return false;
  tellDone(w("saved"));
  reloadHome();
  return true;
}

function Names(of: Props) {
  const { channel } = of;
  const typed = useTyped();
  const { name = "", rooms: inRooms = [], functions: inFunctions = [], hidden = false, locked = false } = channel;
  const key = JSON.stringify([name, inRooms, inFunctions, hidden, locked]);
  useEffect(() => {
    typed.isDirty.value = false;
  }, [key]);
  return (
    <form
      class="stack"
      key={key}
      onInput={typed.onInput}
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const wish = wishOf(form, { name, rooms: inRooms, functions: inFunctions });
        void save(of, wish, flagsOf(form, channel)).then((isSaved) => {
          if (isSaved) typed.isDirty.value = false;
        });
      }}
    >
      <label class="field">
        {w("channel.name")}
        <input name="name" defaultValue={name} maxLength={100} />
      </label>
      <Boxes legend={w("rooms")} field="room" all={rooms.value} chosen={inRooms} none={w("norooms")} />
      <Boxes
        legend={w("functions")}
        field="function"
        all={functions.value}
        chosen={inFunctions}
        none={w("nofunctions")}
      />
      <label class="box">
        <input type="checkbox" name="hidden" defaultChecked={hidden} />
        {w("channel.hidden")}
      </label>
      <label class="box">
        <input type="checkbox" name="locked" defaultChecked={locked} />
        {w("channel.locked")}
      </label>
      <AtHome>
        <button type="submit" class="primary" disabled={busy.value.has(idOf(of))}>
          {w("channel.save")}
        </button>
      </AtHome>
    </form>
  );
}

/** Channels that sound together, as smoke detectors do. */
function Team(of: Props) {
  const { device, channel } = of;
  const list = useResource(
    () => client.GET("/devices/{addr}/channels/{no}/team-candidates", { params: paramsOf(of) }),
    [device.central, channel.address],
  );
  const candidates = list.data?.candidates ?? [];
  if (candidates.length === 0) return null;
  // a channel's own team is no longer listed while it is in another one
  const others = candidates.filter(({ address }) => address !== `*${channel.address}`);
  const join = async (team: string) => {
    const done = await whileBusy(idOf(of), channel.name || channel.address, () =>
      client.PUT("/devices/{addr}/channels/{no}/team", {
        params: paramsOf(of),
        body: { team: team === "" ? null : team },
      }),
    );
    if (done) tellDone(w("team.done"));
    await list.reload();
  };
  return (
    <Select
      label={w("team")}
      hint={w("team.hint")}
      value={others.find(({ current }) => current)?.address ?? ""}
      disabled={!may("operator") || busy.value.has(idOf(of))}
      options={[
        { value: "", label: w("team.own") },
        ...others.map(({ address, name }) => ({ value: address, label: name ?? address })),
      ]}
      onChange={(team) => void join(team)}
    />
  );
}

function SettingsFile(of: Props) {
  const action = useAction();
  const report = useSignal<string | undefined>(undefined);
  const take = async () => {
    const done = await action.run(() =>
      client.GET("/devices/{addr}/channels/{no}/config/export", { params: paramsOf(of) }),
    );
    if (done !== undefined) keepFile(JSON.stringify(done.data, undefined, 2), `${of.channel.address}.config.json`);
  };
  const put = async (form: FormData) => {
    const file = form.get("file");
    if (!(file instanceof File)) return;
    let body: unknown;
    try {
      body = JSON.parse(await file.text());
    } catch {
      report.value = w("config.unreadable");
      return;
    }
    report.value = undefined;
    if (!(await ask(w("config.import.ask", { name: of.channel.name || of.channel.address }), w("config.import"))))
      return;
    const done = await action.run(() =>
      client.POST("/devices/{addr}/channels/{no}/config/import", { params: paramsOf(of), body: body as never }),
    );
    if (done === undefined) return;
    const { imported, unchanged, skipped } = done.data;
    report.value = w("config.imported", {
      imported: formatNumber(imported),
      unchanged: formatNumber(unchanged),
      skipped: skipped.map(({ parameter }) => parameter).join(", ") || "–",
    });
  };
  return (
    <section class="stack">
      <h3>{w("config.file")}</h3>
      <p class="dim">{w("config.file.text")}</p>
      {action.problem && <ErrorNote problem={action.problem} />}
      <div class="row">
        <button type="button" disabled={action.isBusy} onClick={() => void take()}>
          {w("config.export")}
        </button>
      </div>
      {may("operator") && (
        <form
          class="row"
          onSubmit={(event) => {
            event.preventDefault();
            void put(new FormData(event.currentTarget));
          }}
        >
          <Field label={w("config.file.choose")}>
            {(tied) => <input {...tied} name="file" type="file" accept=".json,application/json" required />}
          </Field>
          <button type="submit" disabled={action.isBusy}>
            {w("config.import")}
          </button>
        </form>
      )}
      <output>{report.value}</output>
    </section>
  );
}

export const ChannelEditor = (of: Props) => (
  <details class="panel channel-editor">
    <summary>
      <b>{w("channel.edit")}</b>
    </summary>
    <div class="stack">
      {may("operator") && <Names {...of} />}
      <AtHome>
        {of.device.summary.team_supported === true && <Team {...of} />}
        <SettingsFile {...of} />
      </AtHome>
    </div>
  </details>
);
