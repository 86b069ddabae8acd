/** No page without its test: what dashboard-pages.ts lists is what the soak looks at. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DASHBOARD_PAGES, hashOf, isListed } from "../e2e/dashboard-pages.ts";
import { PAGES } from "./pages.ts";

const MADE = { zone: "a zone", diagram: "a diagram" };

test("every page of the dashboard is listed for the tests", () => {
  const paths = new Set(DASHBOARD_PAGES.map(({ address }) => address.split("/")[0]));
  assert.deepEqual(
    PAGES.map(({ path }) => path).filter((path) => !paths.has(path)),
    [],
  );
});

test("each listed page has a sample for each blank, and its own link is one that is listed", () => {
  for (const page of DASHBOARD_PAGES) {
    assert.equal((page.sample ?? []).length, page.address.split("*").length - 1, page.address);
    assert.doesNotMatch(hashOf(page, MADE), /\*|\{|%7B/, page.address);
    assert.ok(isListed(hashOf(page, MADE)), page.address);
  }
  for (const href of ["#/nowhere", "#/rooms/more", "#/device/demo"]) assert.ok(!isListed(href), href);
});
