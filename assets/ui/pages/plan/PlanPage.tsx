/** The floors of the home, each on a picture of one's own: how the things are, and what can be switched, where it is. */
import { mdiFloorPlan } from "@mdi/js";
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { compareNames, language } from "../../i18n/index.ts";
import { linkTo } from "../../model/route.ts";
import { type Tile as TileModel, tilesOf } from "../../model/tiles.ts";
import { Dialog } from "../../parts/Dialog.tsx";
import { NotYet } from "../../parts/None.tsx";
import { useResource } from "../../parts/resource.ts";
import { Empty, Read } from "../../parts/states.tsx";
import { Tabs } from "../../parts/Tabs.tsx";
import { devices, isTold } from "../../state/live.ts";
import { client, may, me } from "../../state/session.ts";
import { Icon } from "../../views/Icon.tsx";
import { Tile } from "../../views/Tile.tsx";
import type { PageProps } from "../entry.ts";
import { begin, draft, end } from "./draft.ts";
import { Editor } from "./Editor.tsx";
import { Marker } from "./Marker.tsx";
import { FLOORS_LIMIT, type Floor, readFloor } from "./model.ts";
import { NewFloor } from "./NewFloor.tsx";
import { Surface } from "./Surface.tsx";
import { w } from "./words.ts";

/** Its owner, and administrators; whoever may only look, looks. */
const mayEdit = ({ owner }: Floor): boolean => may("operator") && (owner === me.value?.subject || may("admin"));

function Shown({ floor, tiles }: { readonly floor: Floor; readonly tiles: readonly TileModel[] }) {
  const opened = useSignal<TileModel | undefined>(undefined);
  const here = floor.places.flatMap((place) => {
    const tile = tiles.find(({ id }) => id === place.tile);
    return tile ? [{ place, tile }] : [];
  });
  return (
    <>
      <Surface name={floor.name} picture={floor.picture}>
        {here.map(({ place, tile }) => (
          <Marker
            key={tile.id}
            tile={tile}
            place={place}
            onOpen={() => {
              opened.value = tile;
            }}
          />
        ))}
      </Surface>
      {here.length < floor.places.length && !isTold(["devices"]) && <NotYet />}
      <p class="dim">
        {w(floor.isShared ? "seen.shared" : "seen.private", { owner: floor.owner })} {w("seen.place")}
      </p>
      {here.length > 0 && (
        <section class="group">
          <h2>{w("here")}</h2>
          <div class="tiles">
            {here
              .map(({ tile }) => tile)
              .sort((a, b) => compareNames(a.name, b.name))
              .map((tile) => (
                <Tile key={tile.id} tile={tile} />
              ))}
          </div>
        </section>
      )}
      {opened.value && (
        <Dialog
          title={opened.value.name}
          onClose={() => {
            opened.value = undefined;
          }}
        >
          <Tile tile={opened.value} />
        </Dialog>
      )}
    </>
  );
}

interface FloorsProps {
  readonly floors: readonly Floor[];
  readonly rest: readonly string[];
  readonly onChanged: () => Promise<void>;
}

function Floors({ floors, rest, onChanged }: FloorsProps) {
  const isAdding = useSignal(false);
  const tiles = useMemo(
    () => devices.value.flatMap(tilesOf).sort((a, b) => compareNames(a.name, b.name)),
    [devices.value],
  );
  const [id, mode] = rest;
  const floor = id === undefined ? floors[0] : floors.find((one) => one.id === id);
  const isEditing = mode === "edit" && floor !== undefined && mayEdit(floor);
  useEffect(() => {
    if (isEditing) begin(floor);
    return end;
  }, [isEditing, floor?.id]);
  return (
    <>
      {floors.length > 1 && !isEditing && (
        <Tabs
          label={w("floors")}
          tabs={floors.map((one) => ({ href: linkTo("plan", one.id), label: one.name, isShown: one === floor }))}
        />
      )}
      {!isEditing && may("operator") && (
        <div class="row">
          {floor && mayEdit(floor) && (
            <a class="button" href={linkTo("plan", floor.id, "edit")}>
              {w("edit")}
            </a>
          )}
          {floors.length < FLOORS_LIMIT ? (
            <button
              type="button"
              class={floors.length === 0 ? "primary" : ""}
              onClick={() => {
                isAdding.value = true;
              }}
            >
              <Icon name="plus" /> {w("add")}
            </button>
          ) : (
            <p class="dim">{w("full", { count: FLOORS_LIMIT })}</p>
          )}
        </div>
      )}
      {floors.length === 0 && (
        <Empty icon={mdiFloorPlan} title={w("empty")}>
          <p>{w(may("operator") ? "empty.text" : "empty.viewer")}</p>
        </Empty>
      )}
      {floors.length > 0 && floor === undefined && <p role="alert">{w("gone")}</p>}
      {floor && !isEditing && <Shown key={floor.id} floor={floor} tiles={tiles} />}
      {isEditing && draft.value && <Editor tiles={tiles} onSaved={onChanged} />}
      {isAdding.value && (
        <NewFloor
          onMade={onChanged}
          onClose={() => {
            isAdding.value = false;
          }}
        />
      )}
    </>
  );
}

export default function PlanPage({ rest }: PageProps) {
  const read = useResource(() => client.GET("/diagrams"), []);
  return (
    <main id="content" tabIndex={-1} key={language.value}>
      <h1>{w("title")}</h1>
      <Read of={read}>
        {({ diagrams }) => (
          <Floors
            floors={diagrams
              .map(readFloor)
              .filter((floor) => floor !== undefined)
              .sort((a, b) => compareNames(a.name, b.name))}
            rest={rest}
            onChanged={read.reload}
          />
        )}
      </Read>
    </main>
  );
}
