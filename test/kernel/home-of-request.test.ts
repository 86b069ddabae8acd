/** The home that answers may have to be looked up first; cookies are set beside what an operation sets itself. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createDispatcher } from "../../handlers/kernel/dispatch.ts";
import { operation } from "../../handlers/kernel/operation.ts";
import { kernelSite, testAuthenticator } from "./support.ts";

const signIn = (own: string | string[] | undefined) =>
  operation(
    { served: "here", summary: "x", tag: "test", method: "GET", path: "/x", role: "viewer", responses: { 204: null } },
    () => ({
      status: 204 as const,
      headers: (own === undefined ? {} : { "set-cookie": own }) as Record<string, string>,
    }),
  );

test("a home that is found at once and one that is looked up answer alike; the operation's own cookies win", async () => {
  const { site, clock } = kernelSite();
  const cookies = ["a=1; Path=/", "b=2"];
  const cases: [string | string[] | undefined, string[]][] = [
    [undefined, ["a=1; Path=/", "b=2"]],
    ["b=own", ["a=1; Path=/", "b=own"]],
    [
      ["a=own; Path=/", "c=3"],
      ["b=2", "a=own; Path=/", "c=3"],
    ],
  ];
  for (const [own, expected] of cases)
    for (const found of ["at once", "later"]) {
      const home = { site, authenticator: { ...testAuthenticator, cookies: () => cookies } };
      const dispatch = createDispatcher({
        operations: [signIn(own)],
        home: () => (found === "later" ? Promise.resolve(home) : home),
        clock,
      });
      const reply = await dispatch({
        ...{ method: "GET", path: "/api/v1/x", query: "", headers: { "x-test-user": "anna viewer" } },
        ...{ remote: "192.0.2.1", secure: true, body: async () => new Uint8Array() },
      });
      assert.deepEqual([reply.status, reply.headers["set-cookie"]], [204, expected], found);
    }
});
