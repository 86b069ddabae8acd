/** The landing page, the API reference and the contract files. No page needs anything from another host. */
import { join } from "node:path";
import express, { type Express } from "express";
import type { ExpressOptions } from "./app.ts";
import { sendText, textFiles } from "./text-files.ts";

/** Pages load scripts and styles from this server only and cannot be framed. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** Pages of older daemons (contract, legacy aliases): bookmarks lead to the one page that there is. */
const OLD_PAGES = ["/login", "/logout", "/setup", "/ui", "/about", "/app"];

async function jsonOf(yaml: Buffer): Promise<Buffer> {
  const { parse } = await import("yaml");
  return Buffer.from(JSON.stringify(parse(yaml.toString("utf8"))));
}

export function servePages(
  app: Express,
  { pages, contract }: Required<Pick<ExpressOptions, "pages" | "contract">>,
): void {
  app.use((_request, response, next) => {
    response.setHeader("content-security-policy", CONTENT_SECURITY_POLICY);
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("referrer-policy", "no-referrer");
    next();
  });
  // the reference page reads JSON: a YAML parser in the browser would be one more library to ship
  app.get("/contract/openapi.json", async (request, response, next) => {
    const file = { path: join(contract, "openapi.yaml"), as: ".json", make: jsonOf };
    if (!(await sendText(request, response, file))) next();
  });
  app.use("/contract", textFiles(contract), express.static(contract, { index: false, extensions: [] }));
  app.use(textFiles(pages), express.static(pages, { extensions: ["html"] }));
  app.get(OLD_PAGES, (_request, response) => {
    response.redirect(302, "/");
  });
  app.use((_request, response) => {
    response.status(404).type("text/plain").send("no such page; the API is below /api/v1");
  });
}
