/** Our own drawings of device kinds, one colour on transparent ground. No material of a manufacturer is used. */
import { encodePng } from "./png.ts";
import { box, common, cut, disc, GRID, half, join, line, outline, type Shape } from "./shapes.ts";

/** Edge in pixels: twice the 48 that a list row shows, for dense screens. */
export const ICON_SIZE = 96;
/** A blue-grey that is readable on white and on black. */
const COLOUR = [79, 129, 176] as const;
const PEN = 1.8;

const rays = (cx: number, cy: number, from: number, to: number, count: number): Shape =>
  join(
    ...Array.from({ length: count }, (_, i) => {
      const a = (2 * Math.PI * i) / count;
      const [c, s] = [Math.cos(a), Math.sin(a)];
      return line(cx + from * c, cy + from * s, cx + to * c, cy + to * s, PEN);
    }),
  );
const frame = (x1: number, y1: number, x2: number, y2: number, r = 2) => outline(box(x1, y1, x2, y2, r), PEN);
/** Quarter rings to the right of a point: waves that leave it. */
const waves = (cx: number, cy: number, ...radii: number[]): Shape =>
  common(
    join(...radii.map((r) => outline(disc(cx, cy, r), PEN))),
    (x, y) => Math.abs(y - cy) - (x - cx), // within 45° of the horizontal
  );

const drawings = {
  generic: join(frame(4, 4, 20, 20, 3), disc(12, 12, 3)),
  switch: join(frame(5, 2.5, 19, 21.5, 3), box(8, 5.5, 16, 12, 1.2), outline(box(8, 5.5, 16, 18.5, 1.2), 1)),
  dimmer: join(
    outline(disc(12, 9.5, 6.5), PEN),
    line(9.5, 18.5, 14.5, 18.5, PEN),
    line(10.5, 21.5, 13.5, 21.5, PEN),
    line(12, 9.5, 12, 15.5, PEN),
  ),
  blind: join(
    line(3, 3.5, 21, 3.5, 2.4),
    ...[7.5, 11, 14.5, 18].map((y) => box(4.5, y - 0.9, 19.5, y + 0.9, 0.6)),
    line(12, 19, 12, 22, 1),
  ),
  climate: join(
    cut(join(box(9.5, 2, 14.5, 17, 2.5), disc(12, 18, 4.5)), box(11, 3.5, 13, 12, 1)),
    line(17.5, 5, 20, 5, 1.2),
    line(17.5, 8.5, 20, 8.5, 1.2),
    line(17.5, 12, 20, 12, 1.2),
  ),
  lock: join(
    cut(box(4.5, 10.5, 19.5, 22, 2), disc(12, 15, 1.9), box(11.2, 15, 12.8, 19, 0.5)),
    common(outline(disc(12, 8, 4.8), PEN), half(24, 8, 0, 8)),
    line(7.2, 8, 7.2, 11, PEN),
    line(16.8, 8, 16.8, 11, PEN),
  ),
  contact: join(frame(3.5, 2.5, 20.5, 21.5, 1), line(12, 3, 12, 21, PEN), line(14.5, 10.5, 14.5, 14, PEN)),
  smoke: join(outline(disc(12, 12, 9), PEN), outline(disc(12, 12, 5), 1.4), disc(12, 12, 1.8)),
  motion: join(disc(8, 6, 3), box(5, 10.5, 11, 21, 3), waves(10, 12, 5, 8.5, 12)),
  remote: join(
    frame(7, 1.5, 17, 22.5, 3),
    ...[6, 10.5].flatMap((y) => [disc(10, y, 1.4), disc(14, y, 1.4)]),
    disc(12, 17, 2),
  ),
  meter: join(
    common(outline(disc(12, 14, 9.5), PEN), half(24, 18, 0, 18)),
    line(12, 14, 16.5, 8.5, PEN),
    disc(12, 14, 2),
    line(5, 21, 19, 21, PEN),
  ),
  weather: join(disc(12, 12, 4.6), rays(12, 12, 7.4, 10.2, 8)),
  siren: join(
    common(disc(12, 11, 7.5), half(24, 17, 0, 17)),
    box(3.5, 16.5, 20.5, 19, 1.2),
    common(disc(12, 19.5, 2.6), half(0, 19, 24, 19)),
    line(12, 2, 12, 4.5, PEN),
  ),
  water: join(
    disc(12, 15, 6.5),
    common(half(6.1, 12.2, 12, 1.5), half(12, 1.5, 17.9, 12.2), half(24, 14, 0, 14), box(5, 1.5, 19, 14)),
  ),
  gateway: join(
    frame(3, 13, 21, 21.5, 2),
    disc(7, 17.2, 1.3),
    disc(11, 17.2, 1.3),
    line(17, 13, 17, 3, PEN),
    disc(17, 3, 1.8),
  ),
} satisfies Record<string, Shape>;

export type IconKind = keyof typeof drawings;
export const ICON_KINDS = Object.keys(drawings) as IconKind[];

function render(shape: Shape): Uint8Array {
  const pixels = new Uint8Array(ICON_SIZE * ICON_SIZE * 4);
  const step = GRID / ICON_SIZE;
  for (let row = 0; row < ICON_SIZE; row++)
    for (let column = 0; column < ICON_SIZE; column++) {
      const distance = shape((column + 0.5) * step, (row + 0.5) * step) / step;
      const alpha = Math.round(255 * Math.min(1, Math.max(0, 0.5 - distance)));
      pixels.set([...COLOUR, alpha], (row * ICON_SIZE + column) * 4);
    }
  return encodePng(ICON_SIZE, pixels);
}

const rendered = new Map<IconKind, Uint8Array>();

/** PNG of `ICON_SIZE`², drawn at the first request of its kind. */
export function icon(kind: IconKind): Uint8Array {
  let png = rendered.get(kind);
  if (!png) {
    png = render(drawings[kind]);
    rendered.set(kind, png);
  }
  return png;
}
