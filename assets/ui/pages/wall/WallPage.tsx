/** What a tablet on a wall shows is chosen here; the address then is that of the wall. */
import { useSignal } from "@preact/signals";
import { compareNames, language } from "../../i18n/index.ts";
import { linkTo } from "../../model/route.ts";
import { tilesOf } from "../../model/tiles.ts";
import { Select } from "../../parts/form.tsx";
import { NotYet } from "../../parts/None.tsx";
import { devices, isTold } from "../../state/live.ts";
import { recall, remember } from "../../state/remembered.ts";
import type { PageProps } from "../entry.ts";
import { awake } from "./awake.ts";
import { DIM_CHOICES, type Dim, readDim, sourceOf } from "./model.ts";
import { Wall } from "./Wall.tsx";
import { w } from "./words.ts";

const DIM_KEY = "wall.dim";
const FAVOURITES = linkTo("wall", "favourites");

export default function WallPage({ rest }: PageProps) {
  const dim = useSignal<Dim>(readDim(recall(DIM_KEY)));
  const chosen = useSignal(FAVOURITES);
  const source = sourceOf(rest);
  if (source !== undefined) return <Wall key={rest.join("/")} source={source} dim={dim.value} />;
  const rooms = [...new Set(devices.value.flatMap(tilesOf).flatMap((tile) => tile.rooms))].sort(compareNames);
  const show = (event: SubmitEvent) => {
    event.preventDefault();
    // the touch that starts it may ask for the whole screen; where it is not given, it goes on without
    void document.documentElement.requestFullscreen?.().catch(() => undefined);
    location.hash = chosen.value;
  };
  return (
    <main id="content" tabIndex={-1} key={language.value}>
      <h1>{w("title")}</h1>
      <form class="panel stack wall-choice" onSubmit={show}>
        <p>{w("intro")}</p>
        <Select
          label={w("source")}
          value={chosen.value}
          options={[
            { value: FAVOURITES, label: w("source.favourites") },
            ...rooms.map((name) => ({ value: linkTo("wall", "room", name), label: w("source.room", { name }) })),
          ]}
          onChange={(value) => {
            chosen.value = value;
          }}
        />
        {!isTold(["devices", "rooms"]) && <NotYet />}
        <Select
          label={w("dim")}
          value={dim.value}
          hint={w("dim.hint")}
          options={DIM_CHOICES.map((value) => ({ value, label: w(`dim.${value}`) }))}
          onChange={(value) => {
            dim.value = readDim(value);
            remember(DIM_KEY, value);
          }}
        />
        <p class="dim">{w(`awake.${awake}`)}</p>
        <button type="submit" class="primary">
          {w("start")}
        </button>
      </form>
    </main>
  );
}
