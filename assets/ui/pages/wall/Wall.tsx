/** The wall itself: clock, tiles, what is wrong; dark when nobody is there. */
import { mdiExitToApp, mdiFullscreen } from "@mdi/js";
import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { compareNames, formatSpan, formatTime, language } from "../../i18n/index.ts";
import { linkTo } from "../../model/route.ts";
import { tilesOf } from "../../model/tiles.ts";
import { None, NotYet } from "../../parts/None.tsx";
import { Empty } from "../../parts/states.tsx";
import { zones } from "../../state/alarm.ts";
import { away } from "../../state/away.ts";
import { bare } from "../../state/bare.ts";
import { favourites } from "../../state/favourites.ts";
import { devices, heardAt, linkState, openHome } from "../../state/live.ts";
import { question } from "../../state/notices.ts";
import { arePreferencesRead } from "../../state/preferences.ts";
import { AlarmGlance } from "../../views/AlarmGlance.tsx";
import { Glyph, Icon } from "../../views/Icon.tsx";
import { Tile } from "../../views/Tile.tsx";
import { isRefused, useWakeLock } from "./awake.ts";
import { Clock, useMinute } from "./Clock.tsx";
import { type Dim, darkIn, placeOfClock, type Source, saidOf, tilesFor } from "./model.ts";
import { w } from "./words.ts";

/** Milliseconds until a connection that has ended is tried again: nobody presses a button on a wall. */
const AGAIN_MS = 30_000;

const isUrgent = (): boolean => zones.value.some(({ state }) => state === "pending" || state === "triggered");

/** Whether it is dark. Whatever somebody touches counts, before anything else hears of it. */
function useDark(dim: Dim): { isDark: boolean; wake: () => void } {
  const touchedAt = useSignal(Date.now());
  const isDark = useSignal(false);
  const urgent = isUrgent();
  const wake = () => {
    touchedAt.value = Date.now();
    isDark.value = false;
  };
  useEffect(() => {
    const touched = () => {
      if (!isDark.value) touchedAt.value = Date.now();
    };
    const types = ["pointerdown", "keydown"] as const;
    for (const type of types) addEventListener(type, touched, { capture: true, passive: true });
    return () => {
      for (const type of types) removeEventListener(type, touched, { capture: true });
    };
  }, []);
  useEffect(() => {
    if (urgent) isDark.value = false;
    const left = darkIn(dim, touchedAt.value, Date.now(), urgent);
    if (left === undefined || isDark.value) return;
    const timer = setTimeout(() => {
      // a question that nobody has answered was asked by accident
      question.value?.answer(false);
      isDark.value = true;
    }, left);
    return () => clearTimeout(timer);
  }, [dim, urgent, touchedAt.value, isDark.value]);
  return { isDark: isDark.value, wake };
}

/** It goes only by its own button, and even then asks. */
function useStay(): void {
  const spoken = language.value;
  useEffect(() => {
    bare.value = { question: w("leave.ask"), yes: w("leave") };
  }, [spoken]);
  useEffect(
    () => () => {
      bare.value = undefined;
      if (document.fullscreenElement) void document.exitFullscreen();
    },
    [],
  );
}

/** A connection that has ended for good is tried again. */
function useReopening(): void {
  const isClosed = linkState.value === "closed";
  useEffect(() => {
    if (!isClosed) return;
    const timer = setTimeout(openHome, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [isClosed]);
}

function Said() {
  const said = saidOf({ link: linkState.value, away: away.value });
  if (said === undefined) return null;
  const age = away.value?.ageSeconds;
  return (
    <p class="wall-said" role="status">
      <Icon name="alert" />
      {w(said, { time: formatTime(heardAt.value), age: age === undefined ? "" : formatSpan(age) })}
    </p>
  );
}

/** In the dark: the time alone. It takes the first touch, so that nothing else does. */
function Dark({ now, onWake }: { readonly now: number; readonly onWake: () => void }) {
  const { x, y } = placeOfClock(Math.floor(now / 60_000));
  return (
    <button
      type="button"
      class="wall-dark"
      ref={(node) => node?.focus()}
      onClick={onWake}
      onKeyDown={(event) => {
        event.preventDefault();
        event.stopPropagation();
        onWake();
      }}
    >
      <span class="hidden">{w("wake")}</span>
      <span style={{ transform: `translate(${x}px, ${y}px)` }}>
        <Clock now={now} />
      </span>
    </button>
  );
}

/** A touch anywhere on a tile that goes on and off is one of its switch: what is large is meant to be hit. */
function touchTile({ target, currentTarget }: MouseEvent): void {
  if (target instanceof Element && target.closest("button, input, select, label, a") !== null) return;
  (currentTarget as Element).querySelector<HTMLElement>("[role=switch]")?.click();
}

const goFull = () => void document.documentElement.requestFullscreen?.().catch(() => undefined);

export function Wall({ source, dim }: { readonly source: Source; readonly dim: Dim }) {
  useStay();
  useReopening();
  useWakeLock();
  const now = useMinute();
  const { isDark, wake } = useDark(dim);
  const isFull = useSignal(document.fullscreenElement !== null);
  useEffect(() => {
    const changed = () => {
      isFull.value = document.fullscreenElement !== null;
    };
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  }, []);
  const all = useMemo(() => devices.value.flatMap(tilesOf), [devices.value]);
  const tiles = tilesFor(source, all, favourites.value, compareNames);
  const said = saidOf({ link: linkState.value, away: away.value });
  return (
    <main id="content" tabIndex={-1} class={`wall${said === undefined ? "" : " stale"}`}>
      <h1 class="hidden">{w("title")}</h1>
      <div class="wall-screen" inert={isDark}>
        <header class="wall-head">
          <Clock now={now} />
          <AlarmGlance />
          <span class="spring" />
          {!isFull.value && document.fullscreenEnabled && (
            <button type="button" class="quiet round" aria-label={w("full")} title={w("full")} onClick={goFull}>
              <Glyph path={mdiFullscreen} />
            </button>
          )}
          <a class="button quiet round" href={linkTo("wall")} aria-label={w("leave")} title={w("leave")}>
            <Glyph path={mdiExitToApp} />
          </a>
        </header>
        <Said />
        {isRefused.value && <p class="dim">{w("awake.refused")}</p>}
        {tiles.length === 0 && said !== "loading" && <Nothing source={source} />}
        <fieldset class="wall-tiles" disabled={said !== undefined}>
          <legend class="hidden">{source.kind === "room" ? source.name : w("source.favourites")}</legend>
          {tiles.map((tile) => (
            // biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: by keyboard the switch itself is reached
            <div key={tile.id} class="wall-tile" onClick={touchTile}>
              <Tile tile={tile} />
            </div>
          ))}
        </fieldset>
      </div>
      {isDark && <Dark now={now} onWake={wake} />}
    </main>
  );
}

const Nothing = ({ source }: { readonly source: Source }) =>
  source.kind === "room" ? (
    <None of={["devices", "rooms"]}>
      <Empty title={w("empty.room", { name: source.name })}>
        <p>{w("empty.room.text")}</p>
      </Empty>
    </None>
  ) : !arePreferencesRead.value ? (
    <NotYet />
  ) : favourites.value.length === 0 ? (
    <Empty title={w("empty")}>
      <p>{w("empty.text")}</p>
    </Empty>
  ) : (
    <None of={["devices"]}>
      <Empty title={w("empty.gone")}>
        <p>{w("empty.text")}</p>
      </Empty>
    </None>
  );
