/** Requests to the house of alarm-house.ts, as the program's own admin or somebody else. */
import type { Role } from "../../handlers/kernel/identity.ts";
import type { Method } from "../../handlers/kernel/operation.ts";
import { identity } from "../support/site.ts";
import type { House } from "./alarm-house.ts";

// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes
export type Answer = { status: number; body: any };

export const basicRequest =
  (house: House) =>
  async (method: Method, path: string, body?: unknown, as: Role = "admin"): Promise<Answer> => {
    const [plain = "", query = ""] = path.split("?");
    const reply = await house.running.dispatch({
      ...{ method, path: `/api/v1${plain}`, query, remote: "127.0.0.1", secure: false, identity: identity(as) },
      headers: { "content-type": "application/json" },
      body: async () => (body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(body))),
    });
    const text = typeof reply.body === "string" ? reply.body : "";
    return { status: reply.status, body: text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : text };
  };
