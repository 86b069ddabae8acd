/** The two HTTP ports of the logic layer: the WebUI's JSON-RPC and the script port. */
import type { Faults } from "../faults.ts";
import type { Answer, Responder } from "../servers.ts";
import { answerJson, type WebUi } from "./json-rpc.ts";
import { answerPage } from "./pages.ts";
import { trailer } from "./scripts.ts";

export interface WebOptions {
  /** Stock firmware: JSON claims UTF-8 and carries Latin-1 bytes, and spoils the escapes of placeholders (15.1). */
  latin1Names: boolean;
}

export function jsonResponder(
  ui: WebUi,
  options: WebOptions,
  faults: Faults,
  count: (method: string) => void,
): Responder {
  const type = "application/json; charset=utf-8";
  return async (request, body): Promise<Answer> => {
    if (request.url?.split("?")[0] !== "/api/homematic.cgi")
      return (await answerPage(ui, request, body, count)) ?? { status: 404, type: "text/html", body: Buffer.from("") };
    if (request.method !== "POST")
      return { type: "text/html", body: Buffer.from("<html><body>JSON-RPC</body></html>") };
    const answer = JSON.stringify(await answerJson(ui, body.toString("utf8"), faults, count));
    if (!options.latin1Names) return { type, body: Buffer.from(answer, "utf8") };
    return { type, body: Buffer.from(answer.replaceAll("${", "$\\{"), "latin1") };
  };
}

export function scriptResponder(ui: WebUi, faults: Faults, count: (method: string) => void): Responder {
  const type = "text/xml; charset=iso-8859-1";
  return async (request, body): Promise<Answer> => {
    const url = new URL(request.url ?? "/", "http://ccu");
    if (!url.pathname.endsWith(".exe")) return { status: 404, type: "text/html", body: Buffer.from("") };
    count("script");
    await faults.hold();
    const script = request.method === "GET" ? `r=${url.searchParams.get("r") ?? ""};` : body.toString("latin1");
    const { output, variables } = ui.scripts.run(script);
    const rest = trailer(url.pathname, request.headers["user-agent"] ?? "", variables);
    return { type, body: Buffer.from(`${output}${rest}`, "latin1") };
  };
}
