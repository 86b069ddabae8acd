/** A day of a value as a small line, and that few of them are asked for at a time. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inTurn, SPARK_HEIGHT, SPARK_WIDTH, sparkOf } from "../../assets/ui/model/spark.ts";

const at = (ms: number, avg: number, more: { min?: number; max?: number } = {}) => ({
  ts: new Date(ms).toISOString(),
  avg,
  min: avg,
  max: avg,
  ...more,
});

test("a line goes from the left to the right, its highest value is on top; what it is told with are its extremes", () => {
  const spark = sparkOf([at(0, 20, { min: 19 }), at(50, 22), at(100, 21, { max: 23 })], 0, 100)!;
  assert.deepEqual([spark.min, spark.max], [19, 23]);
  assert.equal(spark.path, `M0 ${SPARK_HEIGHT - 2}L50 2L${SPARK_WIDTH} ${SPARK_HEIGHT / 2}`);
});

test("a value that did not change is a line in the middle; fewer than two are none", () => {
  assert.match(sparkOf([at(0, 5), at(100, 5)], 0, 100)!.path, /^M0 12L100 12$/);
  assert.equal(sparkOf([at(0, 5)], 0, 100), undefined);
  assert.equal(sparkOf([at(0, 5), at(100, Number.NaN)], 0, 100), undefined);
  assert.equal(sparkOf([], 0, 100), undefined);
  assert.match(sparkOf([at(-50, 5), at(150, 6)], 0, 100)!.path, /^M0 .*L100 /, "what began before stays inside");
});

test("of two hundred that are wanted two are asked for at a time; what is out of sight before its turn never is", async () => {
  const turn = inTurn(2);
  const done: (() => void)[] = [];
  let running = 0;
  let most = 0;
  let asked = 0;
  const takeBack = Array.from({ length: 200 }, () =>
    turn(() => {
      running += 1;
      asked += 1;
      most = Math.max(most, running);
      return new Promise<void>((resolve) => {
        done.push(() => {
          running -= 1;
          resolve();
        });
      });
    }),
  );
  for (const back of takeBack.slice(10)) back();
  while (done.length > 0) {
    done.shift()!();
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual([most, asked, running], [2, 10, 0]);
});

test("one that fails does not keep the next from its turn", async () => {
  const turn = inTurn(1);
  turn(() => Promise.reject(new Error("no answer")));
  await new Promise<void>((resolve) => turn(async () => resolve()));
});
