/** Name, rooms and functions of a device. */
import { useEffect } from "preact/hooks";
import type { HomeDevice } from "../../../../adapters/client/index.ts";
import { compareNames } from "../../i18n/index.ts";
import { AtHome } from "../../parts/AtHome.tsx";
import { None } from "../../parts/None.tsx";
import { useTyped } from "../../parts/unsaved.ts";
import { functions, reloadHome, rooms } from "../../state/live.ts";
import { tellDone } from "../../state/notices.ts";
import { client } from "../../state/session.ts";
import { busy, whileBusy } from "../../state/write.ts";
import { w } from "./words.ts";

export interface Wish {
  name?: string;
  include_channels?: boolean;
  rooms?: string[];
  functions?: string[];
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  JSON.stringify([...a].sort()) === JSON.stringify([...b].sort());

interface Named {
  readonly name: string;
  readonly rooms?: string[] | undefined;
  readonly functions?: string[] | undefined;
}

/** Only what is another one than before. */
export function wishOf(form: FormData, before: Named): Wish {
  const name = String(form.get("name")).trim();
  const chosen = (field: string) => form.getAll(field).map(String);
  const wish: Wish = {};
  if (name !== "" && name !== before.name) wish.name = name;
  if (wish.name !== undefined && form.get("channels") !== null) wish.include_channels = true;
  if (!same(chosen("room"), before.rooms ?? [])) wish.rooms = chosen("room");
  if (!same(chosen("function"), before.functions ?? [])) wish.functions = chosen("function");
  return wish;
}

const idOf = ({ central, address }: HomeDevice) => `device/${central}/${address}`;

/** @returns whether it is so now */
async function save(device: HomeDevice, wish: Wish): Promise<boolean> {
  if (Object.keys(wish).length === 0) return true;
  const { central, address, summary } = device;
  const done = await whileBusy(idOf(device), summary.name, () =>
    client.PATCH("/devices/{addr}", { params: { path: { addr: address }, query: { central } }, body: wish }),
  );
  if (!done) return false;
  tellDone(w("saved"));
  reloadHome();
  return true;
}

interface BoxesProps {
  readonly legend: string;
  readonly field: "room" | "function";
  readonly all: readonly string[];
  readonly chosen: readonly string[];
  readonly none: string;
}

export const Boxes = ({ legend, field, all, chosen, none }: BoxesProps) => (
  <fieldset class="boxes">
    <legend>{legend}</legend>
    {all.length === 0 && (
      <None of={[field === "room" ? "rooms" : "functions"]}>
        <p class="dim">{none}</p>
      </None>
    )}
    {[...all].sort(compareNames).map((name) => (
      <label key={name}>
        <input type="checkbox" name={field} value={name} defaultChecked={chosen.includes(name)} />
        {name}
      </label>
    ))}
  </fieldset>
);

export function DeviceEditor({ device }: { readonly device: HomeDevice }) {
  const { summary } = device;
  const typed = useTyped();
  const key = JSON.stringify([summary.name, summary.rooms, summary.functions]);
  useEffect(() => {
    typed.isDirty.value = false;
  }, [key]);
  return (
    <section class="group">
      <details class="panel">
        <summary>
          <b>{w("edit")}</b>
        </summary>
        <form
          key={key}
          onInput={typed.onInput}
          onSubmit={(event) => {
            event.preventDefault();
            void save(device, wishOf(new FormData(event.currentTarget), summary)).then((isSaved) => {
              if (isSaved) typed.isDirty.value = false;
            });
          }}
        >
          <label class="field">
            {w("name")}
            <input name="name" defaultValue={summary.name} required maxLength={100} />
          </label>
          <label class="box">
            <input type="checkbox" name="channels" />
            {w("channels.too")}
          </label>
          <Boxes legend={w("rooms")} field="room" all={rooms.value} chosen={summary.rooms ?? []} none={w("norooms")} />
          <Boxes
            legend={w("functions")}
            field="function"
            all={functions.value}
            chosen={summary.functions ?? []}
            none={w("nofunctions")}
          />
          <AtHome>
            <button type="submit" class="primary" disabled={busy.value.has(idOf(device))}>
              {w("save")}
            </button>
          </AtHome>
        </form>
      </details>
    </section>
  );
}
