/** Places things on a floor: by touch, by drag, by keys. */
import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/index.ts";
import { linkTo } from "../../model/route.ts";
import type { Tile } from "../../model/tiles.ts";
import { Check, Field, Select } from "../../parts/form.tsx";
import { isTold } from "../../state/live.ts";
import { ask, tellDone } from "../../state/notices.ts";
import { client } from "../../state/session.ts";
import { busy, whileBusy } from "../../state/write.ts";
import { Icon } from "../../views/Icon.tsx";
import { change, draft, end } from "./draft.ts";
import { Face, looksOf, positionOf, sideOf } from "./Marker.tsx";
import { bodyOf, type Floor, isTooLarge, movedBy, PLACES_LIMIT, type Place, placed } from "./model.ts";
import { PictureField } from "./PictureField.tsx";
import { Surface, shareAt } from "./Surface.tsx";
import { w } from "./words.ts";

const percent = (share: number): number => Math.round(share * 100);
const whereIs = (name: string, { x, y }: Place): string => w("place.is", { name, x: percent(x), y: percent(y) });

interface PinProps {
  readonly floor: Floor;
  readonly place: Place;
  readonly tile: Tile;
  /** It was placed just now: arrows move it at once. */
  readonly isNew: boolean;
  readonly onSay: (text: string) => void;
}

/** Pixels: whoever moves it further drags it. */
const DRAG_PX = 4;

function Pin({ floor, place, tile, isNew, onSay }: PinProps) {
  const pin = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isNew) pin.current?.focus();
  }, [isNew]);
  const from = useRef<{ x: number; y: number; isDragged: boolean } | undefined>(undefined);
  const move = (x: number, y: number) => {
    const next = placed(floor.places, place.tile, x, y);
    if (next) change({ places: next });
  };
  return (
    <button
      ref={pin}
      type="button"
      class={`plan-marker pin${sideOf(place)}`}
      style={positionOf(place)}
      title={tile.name}
      aria-label={whereIs(tile.name, place)}
      aria-keyshortcuts="ArrowLeft ArrowRight ArrowUp ArrowDown Delete"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, y: event.clientY, isDragged: false };
      }}
      onPointerMove={(event) => {
        const start = from.current;
        if (start === undefined) return;
        const far = Math.hypot(event.clientX - start.x, event.clientY - start.y);
        if (!start.isDragged && far < DRAG_PX) return;
        start.isDragged = true;
        const { x, y } = shareAt(event.currentTarget.closest(".plan-surface")!, event);
        move(x, y);
      }}
      onPointerUp={() => {
        from.current = undefined;
      }}
      onPointerCancel={() => {
        from.current = undefined;
      }}
      onKeyDown={(event) => {
        if (event.key === "Delete" || event.key === "Backspace") {
          // what had the focus goes
          event.currentTarget.closest<HTMLElement>(".plan-scroll")?.focus();
          change({ places: floor.places.filter((one) => one !== place) });
        } else {
          const next = movedBy(place, event.key, event.shiftKey);
          if (next === undefined) return;
          move(next.x, next.y);
          onSay(whereIs(tile.name, { ...place, ...next }));
        }
        event.preventDefault();
      }}
    >
      <Face icon={looksOf(tile)?.icon ?? "power"} state={tile.name} />
    </button>
  );
}

interface EditorProps {
  readonly tiles: readonly Tile[];
  readonly onSaved: () => Promise<void>;
}

export function Editor({ tiles, onSaved }: EditorProps) {
  const wanted = useSignal("");
  const spoken = useSignal("");
  const newest = useSignal("");
  const refused = useSignal("");
  const floor = draft.value;
  if (floor === undefined) return null;
  const say = (text: string) => {
    spoken.value = text;
  };
  const tileOf = (id: string) => tiles.find((tile) => tile.id === id);
  const left = tiles.filter(({ id }) => !floor.places.some((place) => place.tile === id));
  const put = (x: number, y: number) => {
    const tile = tileOf(wanted.value);
    if (tile === undefined) return;
    const next = placed(floor.places, tile.id, x, y);
    refused.value = next === undefined ? w("full.places", { count: PLACES_LIMIT }) : "";
    if (next === undefined) return;
    change({ places: next });
    newest.value = tile.id;
    say(whereIs(tile.name, next.at(-1)!));
    wanted.value = "";
  };
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    if (isTooLarge(floor)) {
      refused.value = w("full.size");
      return;
    }
    const done = await whileBusy("plan", floor.name, () =>
      client.PUT("/diagrams/{id}", { params: { path: { id: floor.id } }, body: bodyOf(floor) }),
    );
    if (!done) return;
    end();
    tellDone(w("saved", { name: floor.name }));
    await onSaved();
    location.hash = linkTo("plan", floor.id);
  };
  const remove = async () => {
    if (!(await ask(w("delete.ask", { name: floor.name }), w("delete")))) return;
    const done = await whileBusy("plan", floor.name, () =>
      client.DELETE("/diagrams/{id}", { params: { path: { id: floor.id } } }),
    );
    if (!done) return;
    end();
    location.hash = linkTo("plan");
    await onSaved();
  };
  return (
    <form class="stack" onSubmit={(event) => void save(event)}>
      <div class="row">
        <Select
          label={w("thing")}
          value={wanted.value}
          options={[
            { value: "", label: w("thing.choose") },
            ...left.map(({ id, name, rooms }) => ({ value: id, label: [name, ...rooms].join(" · ") })),
          ]}
          onChange={(id) => {
            wanted.value = id;
          }}
        />
        <button type="button" disabled={wanted.value === ""} onClick={() => put(0.5, 0.5)}>
          {w("place")}
        </button>
      </div>
      <p class="dim">{w("place.hint")}</p>
      {refused.value !== "" && <p role="alert">{refused.value}</p>}
      <p class="hidden" role="status">
        {spoken.value}
      </p>
      <Surface name={floor.name} picture={floor.picture} onTouch={put}>
        {floor.places.map((place) => {
          const tile = tileOf(place.tile);
          return (
            tile && (
              <Pin
                key={place.tile}
                floor={floor}
                place={place}
                tile={tile}
                isNew={newest.value === tile.id}
                onSay={say}
              />
            )
          );
        })}
      </Surface>
      <div class="row">
        <button type="submit" class="primary" disabled={busy.value.has("plan")}>
          {w("save")}
        </button>
        <a class="button" href={linkTo("plan", floor.id)}>
          {t("confirm.cancel")}
        </a>
      </div>
      {floor.places.length > 0 && (
        <section class="group">
          <h2>{w("placed")}</h2>
          <ul class="rows">
            {floor.places.map((place) => {
              const name = tileOf(place.tile)?.name ?? w(isTold(["devices"]) ? "remove.gone" : "remove.unread");
              return (
                <li key={place.tile}>
                  <div>{tileOf(place.tile) ? whereIs(name, place) : name}</div>
                  <button
                    type="button"
                    class="quiet round"
                    aria-label={w("remove", { name })}
                    onClick={() => change({ places: floor.places.filter((one) => one !== place) })}
                  >
                    <Icon name="close" />
                  </button>
                </li>
              );
            })}
          </ul>
        </section>
      )}
      <section class="panel stack">
        <Field label={w("name")}>
          {(tied) => (
            <input
              {...tied}
              required
              maxLength={100}
              value={floor.name}
              onInput={(event) => change({ name: event.currentTarget.value })}
            />
          )}
        </Field>
        <PictureField onPicture={(picture) => picture && change({ picture })} />
        <Check label={w("share")} checked={floor.isShared} onChange={(isShared) => change({ isShared })} />
        <div>
          <button type="button" class="danger" disabled={busy.value.has("plan")} onClick={() => void remove()}>
            {w("delete")}
          </button>
        </div>
      </section>
    </form>
  );
}
