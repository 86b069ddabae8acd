/** A floor: a picture with things on it, as the server keeps it among the diagrams (docs/adr/0033). */
import type { Schemas } from "../../../../adapters/client/index.ts";
import { FLOOR_KIND } from "../../model/diagram-kinds.ts";

type Diagram = Schemas["DiagramConfig"];

export const FLOORS_LIMIT = 8;
/** Things on one floor: more than a picture has room for. */
export const PLACES_LIMIT = 200;
/** Characters of a picture as it is kept: with 200 places it stays below the server's 128 KiB for a diagram. */
export const PICTURE_LIMIT = 96_000;
/** Bytes of all of a floor as it is sent: the server's limit for a diagram. */
export const BODY_LIMIT = 128 * 1024;
/** Bytes of a file that is read: a photo of any telephone. */
export const FILE_LIMIT = 20_000_000;

export interface Place {
  /** Id of a tile. */
  readonly tile: string;
  /** Shares of the picture's width and height: 0 … 1. */
  readonly x: number;
  readonly y: number;
}

export interface Picture {
  /** As a `data:` address. */
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

export interface Floor {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
  readonly isShared: boolean;
  readonly picture: Picture;
  readonly places: readonly Place[];
}

const isShare = (value: unknown): value is number => typeof value === "number" && value >= 0 && value <= 1;
const isLength = (value: unknown): value is number => typeof value === "number" && value > 0 && value <= 10_000;
const PICTURE = /^data:image\/(?:webp|jpeg|png);base64,[A-Za-z0-9+/]+=*$/;

function readPlace(value: unknown): Place | undefined {
  const { tile, x, y } = (value ?? {}) as Record<string, unknown>;
  return typeof tile === "string" && isShare(x) && isShare(y) ? { tile, x, y } : undefined;
}

/** `undefined`: another kind of diagram, or one that somebody else has written in their own way. */
export function readFloor({ id, name, owner, visibility, config }: Diagram): Floor | undefined {
  const { kind, picture, places } = config;
  if (kind !== FLOOR_KIND) return undefined;
  const { url, width, height } = (picture ?? {}) as Record<string, unknown>;
  if (typeof url !== "string" || !PICTURE.test(url) || !isLength(width) || !isLength(height)) return undefined;
  const read = Array.isArray(places) ? places.map(readPlace).filter((place) => place !== undefined) : [];
  const unique = [...new Map(read.map((place) => [place.tile, place])).values()];
  return {
    ...{ id, name, owner, isShared: visibility === "shared" },
    picture: { url, width, height },
    places: unique.slice(0, PLACES_LIMIT),
  };
}

/** What is sent to keep it. */
export const bodyOf = ({ name, isShared, picture, places }: Omit<Floor, "id" | "owner">) => ({
  name,
  visibility: isShared ? ("shared" as const) : ("private" as const),
  config: { kind: FLOOR_KIND, picture, places },
});

export const isTooLarge = (floor: Omit<Floor, "id" | "owner">): boolean =>
  new TextEncoder().encode(JSON.stringify(bodyOf(floor))).length > BODY_LIMIT;

const within = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * 1000) / 1000;

/** Puts a thing somewhere; one that is placed already moves. `undefined`: there is no room for one more. */
export function placed(places: readonly Place[], tile: string, x: number, y: number): readonly Place[] | undefined {
  const place = { tile, x: within(x), y: within(y) };
  if (places.some((one) => one.tile === tile)) return places.map((one) => (one.tile === tile ? place : one));
  return places.length >= PLACES_LIMIT ? undefined : [...places, place];
}

/** Shares of a step with an arrow key, and with Shift. */
const [STEP, STRIDE] = [0.01, 0.05];
const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
/** Where a key moves it; `undefined`: nowhere. */
export function movedBy({ x, y }: Place, key: string, isFar: boolean): { x: number; y: number } | undefined {
  const arrow = ARROWS[key];
  if (arrow === undefined) return undefined;
  const step = isFar ? STRIDE : STEP;
  return { x: within(x + arrow[0] * step), y: within(y + arrow[1] * step) };
}

// ---------------------------------------------------------------- pictures

/** Pixels of the longer side, from what is sharp on any screen down to what is still a plan. */
const SIDES = [1600, 1280, 1024, 800, 640];
const QUALITIES = [0.85, 0.7, 0.5];

export type Encode = (width: number, height: number, quality: number) => string;

/** The largest and best of a picture that may be kept. `undefined`: none does. */
export function fitPicture(
  size: { readonly width: number; readonly height: number },
  encode: Encode,
  limit = PICTURE_LIMIT,
): Picture | undefined {
  const longer = Math.max(size.width, size.height);
  for (const side of SIDES) {
    const scale = Math.min(1, side / longer);
    const [width, height] = [Math.max(1, Math.round(size.width * scale)), Math.max(1, Math.round(size.height * scale))];
    for (const quality of QUALITIES) {
      const url = encode(width, height, quality);
      if (url.length <= limit) return { url, width, height };
    }
  }
  return undefined;
}
