/** Pages of the WebUI behind its own login: who has no session gets the login page, with HTTP 200 (protocol 15.3, 17, 18). */
import type { IncomingMessage } from "node:http";
import type { Answer } from "../servers.ts";
import type { WebUi } from "./json-shared.ts";

const SECURITY_PAGE = "/config/cp_security.cgi";
const GROUP_PAGES = "/pages/jpages/group/";
export const LOGIN_PAGE = "<html><head><title>HomeMatic WebUI</title></head><body>login</body></html>";

const html = (text: string): Answer => ({ type: "text/html; charset=iso-8859-1", body: Buffer.from(text, "latin1") });
const json = (value: object): Answer => ({
  type: "application/json",
  body: Buffer.from(JSON.stringify(value), "latin1"),
});

/** `undefined`: there is no such page. */
export async function answerPage(
  ui: WebUi,
  request: IncomingMessage,
  body: Buffer,
  count: (method: string) => void,
): Promise<Answer | undefined> {
  const url = new URL(request.url ?? "/", "http://ccu");
  // written `@id@`
  const sid = /^@(.*)@$/.exec(url.searchParams.get("sid") ?? "")?.[1] ?? "";
  if (url.pathname === SECURITY_PAGE) {
    const action = url.searchParams.get("action") ?? "";
    count(`security/${action}`);
    if (!ui.sessions.use(sid)) return html(LOGIN_PAGE);
    const { bytes, type } = await ui.layer.backups.answer(action, body, request.headers["content-type"] ?? "");
    return { type, body: bytes };
  }
  if (!url.pathname.startsWith(GROUP_PAGES)) return undefined;
  const page = url.pathname.slice(GROUP_PAGES.length);
  count(`group/${page}`);
  if (!ui.sessions.use(sid))
    return page === "create" ? html(LOGIN_PAGE) : json({ isSuccessful: false, errorCode: "42", content: "" });
  const answer = ui.layer.heating.page(sid, page, body.toString("latin1"));
  if (answer === undefined)
    return new Promise((_, reject) => request.socket.once("close", () => reject(new Error("hung up"))));
  return typeof answer === "string" ? html(answer) : json(answer);
}
