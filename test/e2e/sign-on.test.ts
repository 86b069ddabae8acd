/** Signing in at a real OpenID Connect provider (oidc-provider), at home and through the cloud: by a browser's requests alone. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import Provider from "oidc-provider";
import WebSocket from "ws";
import { afterwards, until } from "../support/program.ts";
import { call } from "../support/remote.ts";
import { BOTH_PLACES } from "./places.ts";

const CLIENT = { client_id: "home", client_secret: "a secret between home and provider: %&" };
const PEOPLE: Readonly<Record<string, object>> = {
  anna: { preferred_username: "Anna", groups: ["family", "home-admins"] },
  otto: { preferred_username: "otto", groups: ["family"] },
  eve: { preferred_username: "eve", groups: [] },
};

/** Its own pages ask for a name and for consent; claims of people are in userinfo only, as with Authelia. */
async function startProvider(t: TestContext, home: string): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  afterwards(t, () => {
    server.closeAllConnections();
    server.close();
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        ...CLIENT,
        redirect_uris: [`${home}/api/v1/auth/oidc/callback`],
        post_logout_redirect_uris: [`${home}/`],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ["sub"], profile: ["preferred_username", "groups"] },
    findAccount: async (_context, id) => ({ accountId: id, claims: async () => ({ sub: id, ...PEOPLE[id] }) }),
    cookies: { keys: ["a key of the test"] },
    features: { devInteractions: { enabled: true } },
  });
  server.on("request", provider.callback());
  return issuer;
}

/** Cookies by origin, as a browser keeps them; redirects one by one. */
class Browser {
  readonly #jars = new Map<string, Map<string, string>>();

  jar(origin: string): Map<string, string> {
    const known = this.#jars.get(origin) ?? new Map<string, string>();
    this.#jars.set(origin, known);
    return known;
  }

  cookies(origin: string): string {
    return [...this.jar(origin)].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  async get(address: string, form?: Record<string, string>): Promise<{ url: URL; response: Response; text: string }> {
    let url = new URL(address);
    let body = form === undefined ? undefined : new URLSearchParams(form);
    for (let hops = 0; hops < 15; hops++) {
      const response = await fetch(url, {
        method: body ? "POST" : "GET",
        headers: { cookie: this.cookies(url.origin) },
        redirect: "manual",
        ...(body ? { body } : {}),
      });
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        if (value === "" || /max-age=0|expires=thu, 01 jan 1970/i.test(cookie)) this.jar(url.origin).delete(name);
        else this.jar(url.origin).set(name, value);
      }
      const next = response.headers.get("location");
      if (next === null) return { url, response, text: await response.text() };
      await response.arrayBuffer();
      url = new URL(next, url);
      body = undefined;
    }
    throw new Error("the redirects have no end");
  }

  /** Logs in on the provider's pages, consents, and comes back. */
  async signIn(start: string, name: string) {
    let page = await this.get(start);
    for (let pages = 0; pages < 3 && page.text.includes('name="prompt"'); pages++) {
      const action = /action="([^"]+)"/.exec(page.text)?.[1] ?? "";
      const prompt = /name="prompt" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
      page = await this.get(new URL(action, page.url).href, { prompt, login: name, password: "x" });
    }
    return page;
  }
}

for (const [where, start] of BOTH_PLACES)
  test(`sign-on, ${where}`, async (t) => {
    const { url, headers, site } = await start(t);
    const issuer = await startProvider(t, url);
    const settings = {
      enabled: true,
      issuer,
      ...CLIENT,
      role_claim: "groups",
      role_mapping: { "home-admins": "admin", family: "operator" },
      default_role: "none",
    };
    const query = site === undefined ? "" : `?site=${site}`;
    const begin = `${url}/api/v1/auth/oidc/start${query}`;
    assert.equal((await fetch(begin, { redirect: "manual" })).status, 404);
    const put = await call(url, "PUT", "/auth/oidc/settings", { headers, body: settings });
    assert.equal(put.status, 200, JSON.stringify(put.body));
    assert.equal(put.body.client_secret, "***");

    const anna = new Browser();
    const back = await anna.signIn(begin, "anna");
    assert.equal(back.url.href, `${url}/`, back.text.slice(0, 300));
    const me = () => call(url, "GET", "/auth/me", { headers: { cookie: anna.cookies(url) } });
    assert.deepEqual((await me()).body, { subject: "anna", role: "admin", scheme: "session" });

    // the session's socket, and its end with the session
    const socket = new WebSocket(`${url.replace("http", "ws")}/api/v1/events`, {
      headers: { cookie: anna.cookies(url), origin: url },
    });
    afterwards(t, () => socket.terminate());
    await once(socket, "open");
    const closed = once(socket, "close");
    const csrf = anna.jar(url).get("openccu_loom_csrf") ?? "";
    const out = await call(url, "POST", "/auth/logout", {
      headers: { cookie: anna.cookies(url), "x-csrf-token": csrf },
    });
    assert.equal(out.status, 204);
    await until("the socket's end", async () => socket.readyState === WebSocket.CLOSED);
    await closed;
    assert.equal((await me()).status, 401);
    const end = new URL(out.headers.get("x-ccu-anywhere-end-session") ?? "");
    assert.equal(end.origin, issuer);
    const asked = await anna.get(end.href);
    assert.equal(asked.response.status, 200);
    assert.match(asked.text, /op\.logoutForm/, "the provider knows whose session it is");

    const otto = new Browser();
    await otto.signIn(begin, "otto");
    const whoIsOtto = await call(url, "GET", "/auth/me", { headers: { cookie: otto.cookies(url) } });
    assert.equal(whoIsOtto.body.role, "operator");

    const eve = new Browser();
    assert.equal((await eve.signIn(begin, "eve")).url.href, `${url}/?error=no_role`);
    assert.equal((await call(url, "GET", "/auth/me", { headers: { cookie: eve.cookies(url) } })).status, 401);
    // an answer that another browser got is nobody's here
    const stolen = await eve.get(`${url}/api/v1/auth/oidc/callback?code=x&state=${"s".repeat(43)}`);
    // in the cloud nothing says of which home
    if (site === undefined) assert.match(stolen.url.search, /error=bad_state/);
    else assert.equal(stolen.response.status, 404);
    const users = await call(url, "GET", "/users", { headers });
    assert.deepEqual(
      users.body
        .map(({ subject }: { subject: string }) => subject)
        .filter((name: string) => name !== "eve" && /anna|otto/.test(name)),
      ["anna", "otto"],
    );
  });
