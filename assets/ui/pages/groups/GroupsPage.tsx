/** Heating groups of the CCUs: what is set for all members, how each of them is, who they are. */
import { mdiHomeThermometerOutline } from "@mdi/js";
import { useSignal } from "@preact/signals";
import { compareNames, formatNumber, t } from "../../i18n/index.ts";
import { wordFor } from "../../model/reading.ts";
import { deviceLink } from "../../model/route.ts";
import { summaryOf } from "../../model/summary.ts";
import { type Tile as TileModel, tilesOf } from "../../model/tiles.ts";
import { AwayNote } from "../../parts/AwayNote.tsx";
import { EditButtons } from "../../parts/EditButtons.tsx";
import { None } from "../../parts/None.tsx";
import { useResource } from "../../parts/resource.ts";
import { Empty, Read } from "../../parts/states.tsx";
import { away } from "../../state/away.ts";
import { centrals } from "../../state/centrals.ts";
import { customOf, devices, isReachable, reloadHome, valueSignal } from "../../state/live.ts";
import { ask, tellDone } from "../../state/notices.ts";
import { client, may } from "../../state/session.ts";
import { busy, whileBusy } from "../../state/write.ts";
import { Tile } from "../../views/Tile.tsx";
import { GroupForm } from "./GroupForm.tsx";
import { addressOf, deviceOf, type GroupAt, groupId, type Member } from "./model.ts";
import { w } from "./words.ts";

const words = { t, formatNumber };
const deviceAt = (central: string, address: string) =>
  devices.value.find((one) => one.central === central && one.address === address);

/** What a member says of itself, in a few words. */
function wordsOf(tile: TileModel): string {
  const { central, address, readings } = tile;
  if (tile.kind === "custom")
    return summaryOf(tile.category, customOf(central, address, tile.custom).value?.state ?? {}, words).join(" · ");
  const [first] = readings;
  return first === undefined
    ? ""
    : wordFor(first, valueSignal(central, address, first.channel, first.point.parameter).value, words);
}

function MemberRow({ central, member }: { readonly central: string; readonly member: Member }) {
  const address = deviceOf(member.address);
  const device = deviceAt(central, address);
  const name = device?.summary.name ?? member.device_name ?? member.address;
  const [tile] = device ? tilesOf(device) : [];
  const isThere = device !== undefined && isReachable(central, address).value;
  return (
    <li>
      <div>
        {device ? <a href={deviceLink(central, address)}>{name}</a> : <b>{name}</b>}
        <small>{[...(member.rooms ?? []), member.device_model].filter(Boolean).join(" · ")}</small>
      </div>
      <span class={`state${device && !isThere ? " bad" : ""}`}>
        {device && !isThere ? t("tile.unreachable") : tile && wordsOf(tile)}
      </span>
    </li>
  );
}

interface CardProps {
  readonly at: GroupAt;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

function Card({ at, onEdit, onRemove }: CardProps) {
  const { central, group } = at;
  const device = deviceAt(central, addressOf(group));
  const tile = device && tilesOf(device).find((one) => one.kind === "custom" && one.category === "climate");
  const isResting = busy.value.has(groupId(at)) || away.value !== undefined;
  return (
    <article class="panel stack heating-group" aria-label={group.name}>
      {tile ? <Tile tile={{ ...tile, name: group.name }} /> : <h2>{group.name}</h2>}
      {!tile && <p class="dim">{w("waiting")}</p>}
      <div class="bar">
        <h3>{w("members")}</h3>
        {may("admin") && (
          <span class="row">
            <EditButtons
              labels={{ edit: w("edit.named", { name: group.name }), remove: w("remove.named", { name: group.name }) }}
              disabled={isResting}
              onEdit={onEdit}
              onRemove={onRemove}
            />
          </span>
        )}
      </div>
      {group.members.length === 0 ? (
        <p class="dim">{w("members.none")}</p>
      ) : (
        <ul class="rows">
          {group.members.map((member) => (
            <MemberRow key={member.address} central={central} member={member} />
          ))}
        </ul>
      )}
      {group.forbid_single_operation && <p class="dim">{w("forbid.on")}</p>}
    </article>
  );
}

export default function GroupsPage() {
  const list = useResource(() => client.GET("/groups"), []);
  /** `null`: a new one. */
  const edited = useSignal<GroupAt | null | undefined>(undefined);
  const edit = (next: GroupAt | null | undefined) => {
    edited.value = next;
  };
  const again = async () => {
    await list.reload();
    reloadHome();
  };
  const remove = async (at: GroupAt) => {
    const { central, group } = at;
    if (!(await ask(w("remove.ask", { name: group.name }), w("remove")))) return;
    const done = await whileBusy(groupId(at), group.name, () =>
      client.DELETE("/groups/{id}", { params: { path: { id: group.id }, query: { central } } }),
    );
    if (done) tellDone(w("remove.done", { name: group.name }));
    await again();
  };
  return (
    <main id="content" tabIndex={-1}>
      <div class="bar">
        <h1>{w("title")}</h1>
        {may("admin") && (
          <button type="button" class="primary" disabled={away.value !== undefined} onClick={() => edit(null)}>
            {w("new")}
          </button>
        )}
      </div>
      <AwayNote />
      <p class="dim">{w("text")}</p>
      <Read of={list}>
        {({ entries }) => {
          const all = entries
            .flatMap(({ central, groups }) => groups.map((group) => ({ central, group })))
            .sort((a, b) => compareNames(a.group.name, b.group.name));
          if (all.length === 0)
            return (
              <None of={["devices"]} asked={list}>
                <Empty icon={mdiHomeThermometerOutline} title={w("none")}>
                  <p>{w("none.text")}</p>
                </Empty>
              </None>
            );
          return (
            <div class="heating-groups">
              {all.map((at) => (
                <Card key={groupId(at)} at={at} onEdit={() => edit(at)} onRemove={() => void remove(at)} />
              ))}
            </div>
          );
        }}
      </Read>
      {edited.value !== undefined && (
        <GroupForm
          of={edited.value}
          centrals={centrals.value}
          onClose={() => edit(undefined)}
          onRefused={again}
          onDone={async (name) => {
            edit(undefined);
            tellDone(w("saved", { name }));
            await again();
          }}
        />
      )}
    </main>
  );
}
