/** Rooms and functions of the CCU: new ones, other names, their end. */
import { mdiPencilOutline, mdiTrashCanOutline } from "@mdi/js";
import { useSignal } from "@preact/signals";
import type { Problem } from "../../../../adapters/client/index.ts";
import { compareNames, t } from "../../i18n/index.ts";
import { roomLink } from "../../model/route.ts";
import { AtHome } from "../../parts/AtHome.tsx";
import { AwayNote } from "../../parts/AwayNote.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { textOf } from "../../parts/form.tsx";
import { None } from "../../parts/None.tsx";
import { RowButton } from "../../parts/RowButton.tsx";
import { useResource } from "../../parts/resource.ts";
import { Read } from "../../parts/states.tsx";
import { reloadHome } from "../../state/live.ts";
import { ask, tellDone } from "../../state/notices.ts";
import { client, may } from "../../state/session.ts";
import { busy, whileBusy } from "../../state/write.ts";
import { w } from "./words.ts";

/** Letters of a name: the CCU takes no more. */
const NAME_LIMIT = 100;

interface Kind {
  readonly name: "rooms" | "functions";
  readonly create: (name: string) => Promise<{ readonly error?: Problem }>;
  readonly rename: (name: string, next: string) => Promise<{ readonly error?: Problem }>;
  readonly remove: (name: string) => Promise<{ readonly error?: Problem }>;
}

const ROOMS: Kind = {
  name: "rooms",
  create: (name) => client.POST("/rooms", { body: { name } }),
  rename: (name, next) => client.PATCH("/rooms/{name}", { params: { path: { name } }, body: { new_name: next } }),
  remove: (name) => client.DELETE("/rooms/{name}", { params: { path: { name } } }),
};
const FUNCTIONS: Kind = {
  name: "functions",
  create: (name) => client.POST("/functions", { body: { name } }),
  rename: (name, next) => client.PATCH("/functions/{name}", { params: { path: { name } }, body: { new_name: next } }),
  remove: (name) => client.DELETE("/functions/{name}", { params: { path: { name } } }),
};

interface NameDialogProps {
  readonly title: string;
  readonly before: string;
  readonly onSave: (name: string) => Promise<void>;
  readonly onClose: () => void;
}

const NameDialog = ({ title, before, onSave, onClose }: NameDialogProps) => (
  <Dialog title={title} onClose={onClose}>
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void onSave(textOf(new FormData(event.currentTarget), "name"));
      }}
    >
      <p>
        <label class="field">
          {w("name")}
          <input name="name" required maxLength={NAME_LIMIT} defaultValue={before} />
        </label>
      </p>
      <div class="row end">
        <button type="button" onClick={onClose}>
          {t("confirm.cancel")}
        </button>
        <AtHome>
          <button type="submit" class="primary">
            {w("save")}
          </button>
        </AtHome>
      </div>
    </form>
  </Dialog>
);

function List({ kind }: { readonly kind: Kind }) {
  const list = useResource(
    () => (kind.name === "rooms" ? client.GET("/rooms") : client.GET("/functions")),
    [kind.name],
  );
  /** What is being named; empty: a new one. */
  const naming = useSignal<string | undefined>(undefined);
  const name = (next: string | undefined) => {
    naming.value = next;
  };
  const done = async (id: string, send: () => Promise<{ readonly error?: Problem }>) => {
    if (!(await whileBusy(`${kind.name}/${id}`, id, send))) return;
    name(undefined);
    tellDone(w("saved"));
    await list.reload();
    reloadHome();
  };
  const remove = async (one: string, count: number) => {
    if (await ask(w("remove.ask", { name: one, count }), w("remove"))) await done(one, () => kind.remove(one));
  };
  return (
    <section class="group">
      <div class="bar">
        <h2>{w(kind.name)}</h2>
        {may("operator") && (
          <AtHome>
            <button type="button" onClick={() => name("")}>
              {w(`new.${kind.name}`)}
            </button>
          </AtHome>
        )}
      </div>
      <Read of={list}>
        {(entries) => (
          <ul class="rows">
            {entries.length === 0 && (
              <li class="dim">
                <None of={[kind.name]} asked={list}>
                  {w("none")}
                </None>
              </li>
            )}
            {[...entries]
              .sort((a, b) => compareNames(a.name, b.name))
              .map(({ name: one, device_count: count }) => (
                <li key={one} class={busy.value.has(`${kind.name}/${one}`) ? "busy" : ""}>
                  <div>
                    <b>{kind.name === "rooms" ? <a href={roomLink(one)}>{one}</a> : one}</b>
                    <small>{w("devices", { count })}</small>
                  </div>
                  {may("operator") && (
                    <AtHome>
                      <RowButton
                        icon={mdiPencilOutline}
                        label={w("rename.named", { name: one })}
                        onClick={() => name(one)}
                      />
                      <RowButton
                        icon={mdiTrashCanOutline}
                        label={w("remove.named", { name: one })}
                        onClick={() => void remove(one, count)}
                        isDanger
                      />
                    </AtHome>
                  )}
                </li>
              ))}
          </ul>
        )}
      </Read>
      {naming.value !== undefined && (
        <NameDialog
          title={naming.value === "" ? w(`new.${kind.name}`) : w("rename.named", { name: naming.value })}
          before={naming.value}
          onClose={() => name(undefined)}
          onSave={(next) => {
            const { value: before = "" } = naming;
            return done(next, () => (before === "" ? kind.create(next) : kind.rename(before, next)));
          }}
        />
      )}
    </section>
  );
}

export default function RoomsPage() {
  return (
    <main id="content" tabIndex={-1}>
      <h1>{w("title")}</h1>
      <AwayNote />
      <List kind={ROOMS} />
      <List kind={FUNCTIONS} />
    </main>
  );
}
