/** The picture with what stands on it, larger or smaller. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { IconButton } from "../../controls/parts.tsx";
import type { Picture } from "./model.ts";
import { w } from "./words.ts";

/** Per cent of the width of the page. */
const ZOOMS = [100, 150, 200, 300];

/** At first all of it is seen: no wider than the page, no higher than three quarters of the window. */
const widthAt = (zoom: number, { width, height }: Picture): string =>
  `min(${zoom}%, ${((width / height) * 0.75 * zoom).toFixed(2)}vh)`;

interface SurfaceProps {
  readonly name: string;
  readonly picture: Picture;
  /** Somebody touches the picture, not a thing. Shares of width and height. */
  readonly onTouch?: (x: number, y: number) => void;
  readonly children: ComponentChildren;
}

/** Where a pointer is on the picture. */
export function shareAt(surface: Element, { clientX, clientY }: { clientX: number; clientY: number }) {
  const { left, top, width, height } = surface.getBoundingClientRect();
  return { x: (clientX - left) / width, y: (clientY - top) / height };
}

export function Surface({ name, picture, onTouch, children }: SurfaceProps) {
  const zoom = useSignal(0);
  return (
    <>
      <fieldset class="row plan-zoom">
        <legend class="hidden">{w("zoom")}</legend>
        <IconButton
          icon="minus"
          label={w("smaller")}
          disabled={zoom.value === 0}
          onClick={() => {
            zoom.value -= 1;
          }}
        />
        <IconButton
          icon="plus"
          label={w("larger")}
          disabled={zoom.value === ZOOMS.length - 1}
          onClick={() => {
            zoom.value += 1;
          }}
        />
      </fieldset>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <section class="panel plan-scroll" aria-label={w("plan.of", { name })} tabIndex={0}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: by keyboard a thing is placed by its button and moved by arrows */}
        <div
          class="plan-surface"
          style={{ width: widthAt(ZOOMS[zoom.value]!, picture), aspectRatio: `${picture.width} / ${picture.height}` }}
          onClick={(event) => {
            if (!(event.target instanceof Element) || event.target.closest("button") !== null) return;
            const { x, y } = shareAt(event.currentTarget, event);
            onTouch?.(x, y);
          }}
        >
          <img src={picture.url} alt="" width={picture.width} height={picture.height} draggable={false} />
          {children}
        </div>
      </section>
    </>
  );
}
