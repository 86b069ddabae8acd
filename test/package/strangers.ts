/** Programs that stand for other people's: what they use must be there. */

/** Every entry, by a program that checks declarations of libraries, too. */
export const CONSUMER = `
import { composeSite, operations, type Identity, type Operation, type Store } from "ccu-anywhere";
import { openCcuDrivers } from "ccu-anywhere/ccu";
import { createClient } from "ccu-anywhere/client";
import { openDynamo } from "ccu-anywhere/dynamodb";
import { createApiMiddleware, createExpressApp } from "ccu-anywhere/express";
import { createRestHandler, type HttpEvent } from "ccu-anywhere/lambda";
import { createMemoryStore } from "ccu-anywhere/memory";
import { connectBroker } from "ccu-anywhere/mqtt";
import { createNodeParts, systemClock } from "ccu-anywhere/node";
import { startSimulator } from "ccu-anywhere/simulator";
import { openSqlite } from "ccu-anywhere/sqlite";
import { describeStore } from "ccu-anywhere/testing";
import { attachWebSocket } from "ccu-anywhere/ws";

const store: Store = createMemoryStore({ clock: systemClock });
const all: readonly Operation[] = operations;
const who: Identity = { subject: "anna", role: "admin", scheme: "oidc" };
const path: string | undefined = (undefined as HttpEvent | undefined)?.headers["x"];
export const used = [composeSite, openCcuDrivers, openDynamo, createApiMiddleware, createExpressApp, createRestHandler, connectBroker];
export const more = [createNodeParts, startSimulator, openSqlite, describeStore, attachWebSocket, createClient, store, all, who, path];
// @ts-expect-error a role that there is not
export const wrong: Identity = { subject: "anna", role: "king", scheme: "oidc" };
`;

/** Calls the function of docs/library.md as API Gateway does, on a table of dynalite with one user. */
export const INVOKE = `
import { once } from "node:events";
import { composeRemoteSite, ensureAdmin, siteId } from "ccu-anywhere";
import { openDynamo } from "ccu-anywhere/dynamodb";
import { createNodeParts } from "ccu-anywhere/node";
import dynalite from "dynalite";

const dynamo = dynalite({ createTableMs: 0 }).listen(0, "127.0.0.1");
await once(dynamo, "listening");
process.env.AWS_ENDPOINT_URL_DYNAMODB = \`http://127.0.0.1:\${dynamo.address().port}\`;
process.env.AWS_REGION = "eu-central-1";
process.env.AWS_ACCESS_KEY_ID = process.env.AWS_SECRET_ACCESS_KEY = "none";

const id = siteId("home");
const parts = createNodeParts({ secret: process.env.SECRET });
const table = openDynamo(process.env.TABLE, parts);
await table.create();
const kept = { store: table.store.site(id), eventLog: table.eventLog(id), readHome: () => table.home(id) };
await ensureAdmin(composeRemoteSite({ ...parts, ...kept, id }).site, "anna", "correct horse battery");

const { handler } = await import("./lambda.mjs");
const call = (path, headers = {}) =>
  handler(
    {
      version: "2.0",
      rawPath: \`/api/v1\${path}\`,
      rawQueryString: "",
      headers,
      requestContext: { http: { method: "GET", sourceIp: "192.0.2.1" }, stage: "$default" },
      isBase64Encoded: false,
    },
    { awsRequestId: "1", functionName: "rest", getRemainingTimeInMillis: () => 30_000 },
  );
const authorization = \`Basic \${btoa("anna:correct horse battery")}\`;
const info = await call("/info", { authorization });
const stranger = await call("/devices");
const user = await call("/auth/me", { authorization });
console.log(JSON.stringify({ info: info.statusCode, stranger: stranger.statusCode, user: JSON.parse(user.body).subject }));
process.exit();
`;
