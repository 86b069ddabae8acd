/** What the pages of health, logs and the API reference make of what they get. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { clearings } from "../../assets/ui/pages/ccus/model.ts";
import { DONE, isDone } from "../../assets/ui/pages/diagnostics/done.ts";
import {
  attributesOf,
  fits,
  illFirst,
  KEPT,
  momentOf,
  severityOf,
  statusOf,
  withRow,
} from "../../assets/ui/pages/diagnostics/model.ts";
import { byTag, draftOf, paramsOf, shapeOf, typeOf } from "../../assets/ui/pages/reference/contract.ts";
import { AUDIT_ACTIONS } from "../../handlers/records/audit-actions.ts";

test("the ill parts come first; a state that nobody knows is unknown, not well", () => {
  const rows = ["healthy", "degraded", "strange", "unhealthy"].map((status) => ({ status }));
  assert.deepEqual(
    illFirst(rows).map(({ status }) => status),
    ["unhealthy", "degraded", "strange", "healthy"],
  );
  assert.equal(statusOf("strange"), "unknown");
  assert.equal(severityOf("strange"), "warning");
});

test("an entry of the log is found by words of its path, its text and what it has besides", () => {
  const record = { logger: "ccu-anywhere.ccu", msg: "call failed", attrs: { address: "ABC:1", tries: 2 } };
  assert.equal(attributesOf(record), "address=ABC:1 tries=2");
  assert.ok(fits(record, "FAILED abc"));
  assert.ok(fits(record, ""));
  assert.ok(!fits(record, "failed def"));
  assert.ok(fits({ msg: "bare" }, "bare"));
});

test("whatever the log of changes tells of has words", () => {
  assert.deepEqual(DONE.toSorted(), AUDIT_ACTIONS.toSorted());
  assert.ok(!isDone("something_newer"));
});

test("a time that nobody chose, or that is none, is no limit", () => {
  assert.equal(momentOf(""), undefined);
  assert.equal(momentOf("nonsense"), undefined);
  assert.equal(momentOf("2026-11-30T12:00:00Z"), "2026-11-30T12:00:00.000Z");
});

const schemas = {
  Pair: {
    type: "object",
    required: ["a"],
    properties: { a: { type: "string" }, b: { $ref: "#/components/schemas/Pair" } },
  },
};

test("a schema is shown with its members, to a depth; a document begins with what is required", () => {
  const ref = { $ref: "#/components/schemas/Pair" };
  assert.equal(typeOf({ type: "array", items: ref }), "Pair[]");
  assert.equal(typeOf({ anyOf: [{ type: "string" }, { enum: [1, "x"] }] }), 'string | 1 | "x"');
  assert.equal(typeOf(undefined), "any");
  const shape = shapeOf(schemas, ref) as { a: string; "b?": unknown };
  assert.equal(shape.a, "string");
  assert.ok(JSON.stringify(shape).includes('"Pair"'), "a schema within itself ends by its name");
  assert.deepEqual(draftOf(schemas, ref), { a: "" });
  assert.deepEqual(draftOf(schemas, { enum: ["off", "on"] }), "off");
});

test("operations stand below their tags; parameters that are empty are left out", () => {
  const spec = { summary: "", tags: ["b"], "x-role": "viewer", parameters: [], responses: {} };
  const found = byTag({
    info: { version: "1" },
    servers: [],
    tags: [{ name: "a" }, { name: "b" }],
    paths: { "/x": { get: spec, put: spec } },
    components: { schemas: {} },
  });
  assert.deepEqual(
    [...found].map(([tag, operations]) => [tag, operations.map(({ method }) => method)]),
    [
      ["a", []],
      ["b", ["get", "put"]],
    ],
  );
  const typed: Record<string, string> = { "path.name": " Holiday ", "query.page": "" };
  const parameters = [
    { name: "name", in: "path" as const, required: true },
    { name: "page", in: "query" as const },
  ];
  assert.deepEqual(
    paramsOf(parameters, (name) => typed[name] ?? ""),
    { path: { name: "Holiday" }, query: {}, header: {} },
  );
});

test("what can be read anew: all, each CCU, each of its interfaces", () => {
  const interfaces = [
    { central_id: "a", interface: "HmIP-RF" },
    { central_id: "b", interface: "BidCos-RF" },
    { central_id: "a", interface: "CUxD" },
  ];
  assert.deepEqual(clearings(interfaces), [
    { kind: "global" },
    { kind: "central", central: "a" },
    { kind: "interface", central: "a", interface: "HmIP-RF" },
    { kind: "interface", central: "a", interface: "CUxD" },
    { kind: "central", central: "b" },
    { kind: "interface", central: "b", interface: "BidCos-RF" },
  ]);
});

test("the log's page holds so many entries, and one more costs the oldest", () => {
  let rows: ReturnType<typeof withRow> = [];
  for (let key = 0; key < KEPT; key++) rows = withRow(rows, { key });
  assert.deepEqual([rows.length, rows[0]?.key], [KEPT, 0]);
  rows = withRow(rows, { key: KEPT });
  assert.deepEqual([rows.length, rows[0]?.key, rows.at(-1)?.key], [KEPT, 1, KEPT]);
});
