/** The floor plan: what is kept, its limits, how things are placed, and how a picture becomes small enough. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Schemas } from "../../adapters/client/index.ts";
import { FLOOR_KIND, isPlot } from "../../assets/ui/model/diagram-kinds.ts";
import {
  BODY_LIMIT,
  bodyOf,
  type Encode,
  type Floor,
  fitPicture,
  isTooLarge,
  movedBy,
  PICTURE_LIMIT,
  PLACES_LIMIT,
  type Place,
  placed,
  readFloor,
} from "../../assets/ui/pages/plan/model.ts";
import { DIAGRAM_BODY_LIMIT } from "../../handlers/features/history/diagrams.ts";

const HEAD = "data:image/webp;base64,";
const picture = { url: `${HEAD}AAAA`, width: 400, height: 300 };
const diagram = (config: Record<string, unknown>): Schemas["DiagramConfig"] => ({
  ...{ id: "1", name: "Attic", owner: "admin", visibility: "shared", config },
  ...{ created_at_ms: 0, updated_at_ms: 0 },
});
const floor = (more: Partial<Floor> = {}): Floor => ({
  ...{ id: "1", name: "Attic", owner: "admin", isShared: true, picture, places: [] },
  ...more,
});

describe("what is kept", () => {
  test("is read as it was written", () => {
    const places = [{ tile: "demo/A1/sensor", x: 0.25, y: 1 }];
    assert.deepEqual(readFloor(diagram(bodyOf(floor({ places })).config)), floor({ places }));
  });

  test("lines of the history are no floor, and a floor is no line of the history", () => {
    assert.equal(readFloor(diagram({ series: [] })), undefined);
    assert.ok(isPlot(diagram({ series: [] })));
    assert.ok(!isPlot(diagram({ kind: FLOOR_KIND })));
  });

  test("pictures from elsewhere, or that are none, are not shown", () => {
    for (const url of ["https://example.org/a.png", `${HEAD}"><script>`, "data:image/svg+xml;base64,AAAA", 7])
      assert.equal(readFloor(diagram({ kind: FLOOR_KIND, picture: { ...picture, url } })), undefined, String(url));
    for (const width of [0, -1, 10_001, "9", Number.NaN])
      assert.equal(readFloor(diagram({ kind: FLOOR_KIND, picture: { ...picture, width } })), undefined, String(width));
  });

  test("a thing that is nowhere, or twice, costs itself alone", () => {
    const places = [
      { tile: "a", x: 0, y: 0 },
      { tile: "b", x: 1.1, y: 0 },
      { tile: "a", x: 1, y: 1 },
      { tile: 7, x: 0, y: 0 },
      null,
    ];
    assert.deepEqual(readFloor(diagram({ kind: FLOOR_KIND, picture, places }))?.places, [{ tile: "a", x: 1, y: 1 }]);
  });
});

describe("limits", () => {
  const many = (count: number, length = 5): Place[] =>
    Array.from({ length: count }, (_one, i) => ({ tile: String(i).padStart(length, "0"), x: 0.123, y: 0.456 }));

  test(`${PLACES_LIMIT} things on a floor, and not one more; one that is there still moves`, () => {
    const full = placed(many(PLACES_LIMIT - 1), "last", 0.5, 0.5);
    assert.equal(full?.length, PLACES_LIMIT);
    assert.equal(placed(full!, "one more", 0.5, 0.5), undefined);
    assert.deepEqual(placed(full!, "last", 0.1, 0.2)?.at(-1), { tile: "last", x: 0.1, y: 0.2 });
    const config = { kind: FLOOR_KIND, picture, places: many(PLACES_LIMIT + 1) };
    assert.equal(readFloor(diagram(config))?.places.length, PLACES_LIMIT);
  });

  test("the largest picture with all things fits what the server takes; a byte more than that is refused before it is sent", () => {
    assert.equal(BODY_LIMIT, DIAGRAM_BODY_LIMIT);
    const largest = { ...picture, url: HEAD.padEnd(PICTURE_LIMIT, "A") };
    const full = floor({ picture: largest, places: many(PLACES_LIMIT, 60) });
    assert.ok(!isTooLarge(full));
    const size = Buffer.byteLength(JSON.stringify(bodyOf(full)));
    const name = (bytes: number) => floor({ ...full, name: full.name + "x".repeat(bytes) });
    assert.ok(!isTooLarge(name(BODY_LIMIT - size)));
    assert.ok(isTooLarge(name(BODY_LIMIT - size + 1)));
  });
});

describe("placing", () => {
  test("never outside of the picture, to a thousandth", () => {
    assert.deepEqual(placed([], "a", -0.2, 1.7), [{ tile: "a", x: 0, y: 1 }]);
    assert.deepEqual(placed([], "a", 0.12345, 0.9999), [{ tile: "a", x: 0.123, y: 1 }]);
  });

  test("arrows move by one per cent, with Shift by five, and stop at the edge", () => {
    const place = { tile: "a", x: 0.5, y: 0.02 };
    assert.deepEqual(movedBy(place, "ArrowRight", false), { x: 0.51, y: 0.02 });
    assert.deepEqual(movedBy(place, "ArrowLeft", true), { x: 0.45, y: 0.02 });
    assert.deepEqual(movedBy(place, "ArrowUp", true), { x: 0.5, y: 0 });
    assert.deepEqual(movedBy(place, "ArrowDown", false), { x: 0.5, y: 0.03 });
    assert.equal(movedBy(place, "Enter", false), undefined);
  });
});

describe("pictures become small enough", () => {
  /** Characters for each pixel at full quality. */
  const encode =
    (density: number, tried: string[] = []): Encode =>
    (width, height, quality) => {
      tried.push(`${width}x${height} ${quality}`);
      return "x".repeat(Math.round(width * height * density * quality));
    };

  test("one that fits stays as large as it is, never larger", () => {
    const fitted = fitPicture({ width: 300, height: 200 }, encode(0.1));
    assert.deepEqual([fitted?.width, fitted?.height], [300, 200]);
  });

  test("first its quality gives way, then its size; its shape stays", () => {
    const tried: string[] = [];
    const fitted = fitPicture({ width: 4000, height: 3000 }, encode(0.12, tried));
    assert.deepEqual(tried.slice(0, 4), ["1600x1200 0.85", "1600x1200 0.7", "1600x1200 0.5", "1280x960 0.85"]);
    assert.ok(fitted!.url.length <= PICTURE_LIMIT);
    assert.equal(fitted!.width / fitted!.height, 4 / 3);
  });

  test("at the limit it is taken, one character more it is not", () => {
    const exactly =
      (length: number): Encode =>
      () =>
        "x".repeat(length);
    assert.ok(fitPicture({ width: 10, height: 10 }, exactly(PICTURE_LIMIT)));
    assert.equal(fitPicture({ width: 10, height: 10 }, exactly(PICTURE_LIMIT + 1)), undefined);
  });
});
