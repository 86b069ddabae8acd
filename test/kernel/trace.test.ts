import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { currentTrace, readTraceparent, traced, traceparentOf } from "../../handlers/kernel/trace.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const PARENT = "b7ad6b7169203331";

describe("W3C trace context", () => {
  it("reads what is valid, and of later versions what they promise", () => {
    const found = { trace: TRACE, parent: PARENT, flags: "01" };
    assert.deepEqual(readTraceparent(`00-${TRACE}-${PARENT}-01`), found);
    assert.deepEqual(readTraceparent(`cc-${TRACE}-${PARENT}-01-what-the-future-has`), found);
  });

  it("takes nothing else", () => {
    for (const header of [
      undefined,
      "",
      `00-${TRACE}-${PARENT}`,
      `00-${TRACE}-${PARENT}-01-more`,
      `00-${TRACE}-${PARENT}-01-`,
      `ff-${TRACE}-${PARENT}-01`,
      `00-${"0".repeat(32)}-${PARENT}-01`,
      `00-${TRACE}-${"0".repeat(16)}-01`,
      `00-${TRACE.toUpperCase()}-${PARENT}-01`,
      `00-${TRACE}-${PARENT}-01\n`,
      `cc-${TRACE}-${PARENT}-01-${"x".repeat(600)}`,
    ])
      assert.equal(readTraceparent(header), undefined, header);
  });

  it("any text is read or refused; what is sent on is valid and of the same trace", () => {
    const hex = (length: number) =>
      fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: length, maxLength: length });
    const likely = fc
      .tuple(fc.constantFrom("00", "01", "ff"), hex(32), hex(16), hex(2))
      .map((parts) => parts.join("-"));
    fc.assert(
      fc.property(fc.oneof(fc.string(), likely), (traceparent) => {
        const sent = readTraceparent(traceparentOf({ id: "r", headers: { traceparent } }));
        assert.ok(sent);
        const came = readTraceparent(traceparent);
        if (came) assert.deepEqual([sent.trace, sent.flags], [came.trace, came.flags]);
        assert.notEqual(sent.parent, came?.parent);
      }),
    );
  });

  it("one request, one trace, whatever it waits for; none outside", async () => {
    const seen = await traced({ id: "r1" }, async () => {
      const first = currentTrace();
      await new Promise((resolve) => setImmediate(resolve));
      return [first, currentTrace()];
    });
    assert.equal(seen[0]?.request_id, "r1");
    assert.deepEqual(seen[0], seen[1]);
    assert.equal(currentTrace(), undefined);
  });
});
