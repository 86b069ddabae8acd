/**
 * Plane shapes as signed distances: negative inside, in units of a 24 × 24 grid with y downwards. A distance makes clean
 * edges at any size, and shapes are joined with `min` and cut with `max`.
 */
export type Shape = (x: number, y: number) => number;

export const GRID = 24;

export const disc =
  (cx: number, cy: number, r: number): Shape =>
  (x, y) =>
    Math.hypot(x - cx, y - cy) - r;

/** A line of constant width around the edge of a shape. */
export const outline =
  (shape: Shape, width: number): Shape =>
  (x, y) =>
    Math.abs(shape(x, y)) - width / 2;

/** Rectangle by its corners, rounded by `r`. */
export const box =
  (x1: number, y1: number, x2: number, y2: number, r = 0): Shape =>
  (x, y) => {
    const dx = Math.abs(x - (x1 + x2) / 2) - (x2 - x1) / 2 + r;
    const dy = Math.abs(y - (y1 + y2) / 2) - (y2 - y1) / 2 + r;
    return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - r;
  };

/** Line with round ends. */
export const line =
  (x1: number, y1: number, x2: number, y2: number, width: number): Shape =>
  (x, y) => {
    const [dx, dy] = [x2 - x1, y2 - y1];
    const t = Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)));
    return Math.hypot(x - x1 - t * dx, y - y1 - t * dy) - width / 2;
  };

/** The half plane on the right hand of the way (x1,y1) → (x2,y2), as it looks on the picture. */
export const half =
  (x1: number, y1: number, x2: number, y2: number): Shape =>
  (x, y) =>
    ((x - x1) * (y2 - y1) - (y - y1) * (x2 - x1)) / Math.hypot(x2 - x1, y2 - y1);

export const join =
  (...shapes: Shape[]): Shape =>
  (x, y) =>
    Math.min(...shapes.map((shape) => shape(x, y)));

export const common =
  (...shapes: Shape[]): Shape =>
  (x, y) =>
    Math.max(...shapes.map((shape) => shape(x, y)));

export const cut =
  (from: Shape, ...holes: Shape[]): Shape =>
  (x, y) =>
    Math.max(from(x, y), ...holes.map((hole) => -hole(x, y)));
