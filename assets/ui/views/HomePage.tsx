/** The home: at a glance, favourites, rooms with what is in them, programs and variables. */
import { computed, signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { compareNames, t } from "../i18n/index.ts";
import { glanceOf, MEANINGS } from "../model/glance.ts";
import { readView } from "../model/preferences.ts";
import type { Meaning } from "../model/reading.ts";
import { linkTo, roomLink } from "../model/route.ts";
import { matches, type Tile as TileModel, tilesOf } from "../model/tiles.ts";
import { None } from "../parts/None.tsx";
import { SearchField } from "../parts/SearchField.tsx";
import { favourites, isChoosing } from "../state/favourites.ts";
import { devices, isTold, linkState, pulse } from "../state/live.ts";
import { tellRefusal } from "../state/notices.ts";
import { keepPreference, preferences } from "../state/preferences.ts";
import { recall, remember } from "../state/remembered.ts";
import { route } from "../state/route.ts";
import { AlarmGlance } from "./AlarmGlance.tsx";
import { Icon, type IconName } from "./Icon.tsx";
import { Programs } from "./Programs.tsx";
import { Tile } from "./Tile.tsx";
import { Variables } from "./Variables.tsx";

const search = signal("");
const only = signal<Meaning | undefined>(undefined);
/** As the user has it on every device; until the server has told, as this browser had it last. */
const isDense = computed(() => (readView(preferences.value) ?? recall("view")) === "list");

const tilesByDevice = computed(() => new Map(devices.value.map((device) => [device, tilesOf(device)])));
const tiles = computed(() => [...tilesByDevice.value.values()].flat().sort((a, b) => compareNames(a.name, b.name)));
const glance = computed(() => {
  pulse.value;
  return glanceOf(devices.value, tilesByDevice.value);
});
/** Rooms that have something to show, by name. */
const rooms = computed(() => [...new Set(tiles.value.flatMap((tile) => tile.rooms))].sort(compareNames));

const found = computed(() => {
  const meaning = only.value;
  const wanted = search.value.trim();
  return tiles.value.filter(
    (tile) => (meaning === undefined || glance.value[meaning].has(tile.id)) && (wanted === "" || matches(tile, wanted)),
  );
});

/** Columns of a wide page; a room takes as many as it has things. */
const COLUMNS = 4;

interface Group {
  readonly key: string;
  readonly title: string;
  readonly tiles: readonly TileModel[];
}

/** A tile stands in each of its rooms, as its device does on the CCU. */
const groups = computed((): Group[] => {
  const { value: at } = route;
  const room = at.page === "home" ? at.room : undefined;
  if (room !== undefined)
    return [{ key: room, title: room, tiles: found.value.filter((tile) => tile.rooms.includes(room)) }];
  const chosen = favourites.value.flatMap((id) => found.value.filter((tile) => tile.id === id));
  return [
    { key: " favourites", title: t("home.favourites"), tiles: chosen },
    ...rooms.value.map((name) => ({
      key: name,
      title: name,
      tiles: found.value.filter((one) => one.rooms.includes(name)),
    })),
    { key: " none", title: t("home.room.none"), tiles: found.value.filter((one) => one.rooms.length === 0) },
  ].filter((group) => group.tiles.length > 0);
});

/** Things that are drawn at once (more than a phone shows, about what a desk does), then as many more at a time. */
const DRAWN_AT_ONCE = 24;
/** How many are drawn; whatever comes later is drawn at once. */
const drawn = signal(DRAWN_AT_ONCE);

/** The first so many things, in as many groups as they are in. */
const drawnGroups = computed((): { group: Group; tiles: readonly TileModel[] }[] => {
  let left = drawn.value;
  const begun: { group: Group; tiles: readonly TileModel[] }[] = [];
  for (const group of groups.value) {
    if (left <= 0) break;
    begun.push({ group, tiles: group.tiles.slice(0, left) });
    left -= group.tiles.length;
  }
  return begun;
});

/** The first screen is seen before the rest is drawn. @returns whether all is drawn, or there is nothing to draw */
function useDrawing(): boolean {
  const isComplete = drawn.value === Number.POSITIVE_INFINITY;
  const count = groups.value.reduce((sum, { tiles: some }) => sum + some.length, 0);
  useEffect(() => {
    if (isComplete || count === 0) return;
    const timer = setTimeout(() => {
      drawn.value = drawn.value < count ? drawn.value + DRAWN_AT_ONCE : Number.POSITIVE_INFINITY;
    });
    return () => clearTimeout(timer);
  });
  return isComplete || count === 0;
}

const GLANCE_ICONS: Readonly<Record<Meaning, IconName>> = {
  open: "windowOpen",
  on: "light",
  low: "battery",
  wrong: "alert",
};

const Glance = () => (
  <ul class="glance" aria-label={t("glance.title")}>
    {MEANINGS.map((meaning) => {
      const count = glance.value[meaning].size;
      return (
        <li key={meaning}>
          <button
            type="button"
            class={`${meaning}${count === 0 ? " none" : ""}`}
            aria-pressed={only.value === meaning}
            onClick={() => {
              only.value = only.value === meaning ? undefined : meaning;
            }}
          >
            <Icon name={GLANCE_ICONS[meaning]} />
            <b>{count === 0 && !isTold(["devices"]) ? "–" : count}</b> <span>{t(`glance.${meaning}`)}</span>
          </button>
        </li>
      );
    })}
  </ul>
);

async function chooseView(view: "list" | "tiles"): Promise<void> {
  remember("view", view);
  const problem = await keepPreference("view", () => view);
  if (problem !== undefined) tellRefusal(t("home.view"), problem);
}

const Tools = () => (
  <div class="tools">
    <SearchField search={search} label={t("home.search")} />
    <fieldset class="segments icons">
      <legend class="hidden">{t("home.view")}</legend>
      <button
        type="button"
        aria-pressed={!isDense.value}
        aria-label={t("home.view.tiles")}
        title={t("home.view.tiles")}
        onClick={() => void chooseView("tiles")}
      >
        <Icon name="tiles" />
      </button>
      <button
        type="button"
        aria-pressed={isDense.value}
        aria-label={t("home.view.list")}
        title={t("home.view.list")}
        onClick={() => void chooseView("list")}
      >
        <Icon name="list" />
      </button>
    </fieldset>
    <button
      type="button"
      class="labelled"
      aria-label={t(isChoosing.value ? "home.favourites.done" : "home.favourites.edit")}
      aria-pressed={isChoosing.value}
      onClick={() => {
        isChoosing.value = !isChoosing.value;
      }}
    >
      <Icon name={isChoosing.value ? "check" : "star"} />
      <span>{t(isChoosing.value ? "home.favourites.done" : "home.favourites.edit")}</span>
    </button>
  </div>
);

function Rooms() {
  const { value: at } = route;
  const room = at.page === "home" ? at.room : undefined;
  const bar = useRef<HTMLElement>(null);
  const hasRooms = rooms.value.length > 0;
  useEffect(() => {
    if (room === undefined || !hasRooms) return;
    // sideways alone: the page itself stays where it is
    const chosen = bar.current?.querySelector<HTMLElement>("[aria-current]");
    if (chosen) bar.current?.scrollTo({ left: chosen.offsetLeft - bar.current.clientWidth / 3 });
  }, [room, hasRooms]);
  return (
    <nav ref={bar} class="rooms" aria-label={t("home.rooms")}>
      <a href="#/" aria-current={room === undefined ? "page" : undefined}>
        {t("home.rooms.all")}
      </a>
      {rooms.value.map((name) => (
        <a key={name} href={roomLink(name)} aria-current={room === name ? "page" : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}

/** Where nothing is shown: why that is so, as far as it is known. */
function Nothing({ isNarrowed }: { readonly isNarrowed: boolean }) {
  if (groups.value.some(({ tiles: some }) => some.length > 0)) return null;
  if (devices.value.length > 0)
    return (
      <None of={["devices", "rooms"]}>
        <p class="dim">{t(isNarrowed ? "home.none" : "home.room.empty")}</p>
      </None>
    );
  return (
    <div class="empty">
      <Icon name="home" />
      <None of={["devices"]}>
        <h2>{t("home.empty.title")}</h2>
        <p>{t("home.empty.text")}</p>
      </None>
      {linkState.value !== "loading" && <a href={linkTo("ccus")}>{t("home.untold.look")}</a>}
    </div>
  );
}

export function HomePage() {
  const isDrawn = useDrawing();
  const isNarrowed = search.value.trim() !== "" || only.value !== undefined;
  const { value: at } = route;
  const isWhole = !isNarrowed && (at.page !== "home" || at.room === undefined);
  return (
    <main id="content" tabIndex={-1} class={isDense.value ? "dense" : ""}>
      <h1 class="hidden">{t("home.title")}</h1>
      <AlarmGlance />
      <Glance />
      <Tools />
      <Rooms />
      <Nothing isNarrowed={isNarrowed} />
      <div class="groups">
        {drawnGroups.value.map(({ group, tiles: some }) => (
          <section key={group.key} class={`group span-${Math.min(group.tiles.length, COLUMNS)}`}>
            <h2>{group.title}</h2>
            <div class="tiles">
              {some.map((tile) => (
                <Tile key={tile.id} tile={tile} />
              ))}
            </div>
          </section>
        ))}
      </div>
      {isWhole && isDrawn && <Programs />}
      {isWhole && isDrawn && <Variables />}
    </main>
  );
}
