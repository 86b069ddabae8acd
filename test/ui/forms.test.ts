/** Every form of the pages asks whoever leaves it with something typed, or has a reason why it does not. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const UI = join(import.meta.dirname, "..", "..", "assets", "ui");

/** Forms that ask nobody, by file, with the reason. */
const SILENT: Readonly<Record<string, string>> = {
  "views/Login.tsx": "nobody is in yet",
  "views/FirstRun.tsx": "nobody is in yet",
  "views/Variables.tsx": "an order to the home, as a switch is: what it is comes back into the field",
  "controls/Others.tsx": "an order to the home: a text that a display shows once",
  "pages/alarm/Disarming.tsx": "a code, which is never kept",
  "pages/connections/Certificate.tsx": "two files, which stay where they are",
  "pages/device/ChannelEditor.tsx": "a file, which stays where it is; the form of the names asks",
  "pages/device/paramset/ParamsetForm.tsx": "its draft asks (paramset/draft.ts)",
  "pages/diagnostics/Audit.tsx": "it chooses what is shown",
  "pages/diagnostics/Captures.tsx": "a number and a tick, for a capture that is begun now",
  "pages/diagnostics/Events.tsx": "it chooses what is shown",
  "pages/plan/Editor.tsx": "its draft asks (plan/draft.ts)",
  "pages/reference/Try.tsx": "it tries a call that the page has proposed",
  "pages/replay/Controls.tsx": "it chooses what is shown",
  "pages/wall/WallPage.tsx": "it chooses what is shown",
};
/** Forms that a dialog of another file holds. */
const IN_DIALOG_OF: Readonly<Record<string, string>> = { "pages/alarm/CodeForm.tsx": "pages/alarm/Codes.tsx" };

const read = (file: string): string => readFileSync(join(UI, file), "utf8");
const FORM = /<(form|ActionForm)[\s>]/g;
/** Whether this place of a source lies in a `<Dialog>`, which asks for the form in it. */
const isInDialog = (source: string, at: number): boolean =>
  source.slice(0, at).split("<Dialog").length > source.slice(0, at).split("</Dialog>").length;

/** What the tag of a form is given. */
const tagAt = (source: string, at: number): string => source.slice(at, source.indexOf("onSubmit", at));

function asks(file: string, source: string, at: number): boolean {
  if (isInDialog(source, at) || source.includes("useUnsaved(")) return true;
  const holder = IN_DIALOG_OF[file];
  if (holder !== undefined) {
    const place = read(holder);
    return isInDialog(place, place.indexOf("<CodeForm"));
  }
  const tag = tagAt(source, at);
  return tag.startsWith("<ActionForm")
    ? !tag.includes("isQuery")
    : /\bonInput[=:].*?\btyped\.(onInput|isDirty)/s.test(tag);
}

test("a form that is left with something typed asks first", () => {
  const silent = new Set<string>();
  for (const file of globSync("**/*.tsx", { cwd: UI })) {
    const source = read(file);
    for (const { index } of source.matchAll(FORM)) {
      if (asks(file, source, index)) continue;
      const line = source.slice(0, index).split("\n").length;
      assert.ok(file in SILENT, `${file}:${line}: useTyped, useUnsaved or a Dialog, or its reason in this test`);
      silent.add(file);
    }
  }
  assert.deepEqual([...silent].sort(), Object.keys(SILENT).sort(), "every reason is of a form that is there");
});

test("a form that is emptied takes its question back", () => {
  for (const file of globSync("**/*.tsx", { cwd: UI })) {
    const source = read(file);
    if (!source.includes("form.reset()") || /<ActionForm\b/.test(source)) continue;
    assert.match(source, /onReset(=\{|: )typed\.onReset/, file);
  }
});
