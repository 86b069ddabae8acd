/** Why a write was refused, in German: every reason that variables, groups and their values can be refused with. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Problem } from "../../adapters/client/index.ts";
import { CreateGroupRequest, UpdateGroupRequest } from "../../handlers/features/groups/schemas.ts";
import { SysvarCreateRequest, SysvarPatchRequest } from "../../handlers/features/hub/schemas/sysvars.ts";
import { plainReason } from "../../handlers/kernel/plain-reasons.ts";

// the language of a page is an attribute of it
Object.assign(globalThis, { document: { documentElement: {} } });
// without their types: those of a browser are no part of the tests' program
const WORDS = join(import.meta.dirname, "..", "..", "assets", "ui", "i18n");
const { chooseLanguage } = (await import(join(WORDS, "index.ts"))) as { chooseLanguage: (next: string) => void };
const { detailOf, reasonOf } = (await import(join(WORDS, "reasons.ts"))) as {
  detailOf: (of: Pick<Problem, "detail" | "errors">) => string | undefined;
  reasonOf: (reason: string) => string;
};
chooseLanguage("de");

const HANDLERS = join(import.meta.dirname, "..", "..", "handlers");
const isTold = (reason: string): boolean => reasonOf(reason) !== reason;

test("what a schema refuses is told in German", () => {
  const long = "x".repeat(2_000);
  const wrong = [
    { name: 1, value_type: "COLOUR", unit: long, min: 3, value_list: Array(257).fill("a"), description: null },
    { value_type: "BOOL", value_list: "a" },
    { name: "", type_id: "", members: [""], forbid_single_operation: "yes" },
    { name: "a\u0007", type_id: long, members: Array(101).fill("a") },
    { name: long, members: "a" },
  ];
  const reasons = [SysvarCreateRequest, SysvarPatchRequest, CreateGroupRequest, UpdateGroupRequest].flatMap((schema) =>
    wrong.flatMap((body) => schema.safeParse(body, { error: plainReason }).error?.issues ?? []),
  );
  const untold = reasons.map(({ message }) => message).filter((message) => !isTold(message));
  // members that no page sends are a fault of the page, not of who uses it
  assert.deepEqual(
    untold.filter((message) => !message.startsWith("has no member")),
    [],
  );
  assert.ok(reasons.length > 15);
});

test("so is what the use cases refuse", () => {
  const files = [
    "features/hub/home/sysvar-definition.ts",
    "model/sysvar-value.ts",
    "features/groups/home/change-group.ts",
  ];
  const reasons = files.flatMap((file) =>
    [...readFileSync(join(HANDLERS, file), "utf8").matchAll(/(?:reason|error): (["`])(.+?)\1/g)].map(([, , text]) =>
      text!.replaceAll(/\$\{[^}]+\}/g, "65536"),
    ),
  );
  assert.ok(reasons.length > 12, String(reasons));
  assert.deepEqual(
    [...reasons, "is empty", "has control characters", "no channel A:1 on attic", "must not contain ;"].filter(
      (reason) => !isTold(reason),
    ),
    [],
  );
});

test("the detail of a refusal: that of the whole, else those of its members, and never half of it", () => {
  const errors = [
    { field: "min", reason: "must be a number" },
    { field: "max", reason: "must be a number" },
  ];
  assert.equal(detailOf({ detail: "min: must be a number", errors }), "muss eine Zahl sein");
  const unknown = [...errors, { field: "x", reason: "is made of cheese" }];
  assert.equal(detailOf({ detail: "min: must be a number", errors: unknown }), "min: must be a number");
  assert.equal(detailOf({ detail: "no CCU is known yet", errors: [] }), "Noch ist keine CCU bekannt.");
  assert.equal(
    detailOf({ detail: "group 2 (Bad): the CCU left out A1, B2; the CCU kept C3", errors: [] }),
    "Bad: die CCU hat A1, B2 nicht aufgenommen; die CCU hat C3 behalten",
  );
  assert.equal(detailOf({ detail: undefined, errors }), undefined);
  chooseLanguage("en");
  assert.equal(detailOf({ detail: "no CCU is known yet", errors: [] }), "no CCU is known yet");
});
