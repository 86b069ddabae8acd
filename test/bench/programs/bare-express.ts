/** The baseline of rest.bench.ts: Express 5 that sends bytes it has ready, to everybody. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { program } from "../child.ts";

/** Bodies in base64. */
interface Bodies {
  list: string;
  device: string;
}

program({
  async start({ list, device }: Bodies): Promise<{ port: number }> {
    const [listBytes, deviceBytes] = [Buffer.from(list, "base64"), Buffer.from(device, "base64")];
    const app = express();
    // neither a hash over each answer nor a header that ours does not send: the strictest comparison
    app.disable("etag");
    app.disable("x-powered-by");
    app.get("/api/v1/devices", (_request, response) => {
      response.type("json").send(listBytes);
    });
    app.get("/api/v1/devices/:addr", (_request, response) => {
      response.type("json").send(deviceBytes);
    });
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { port: (server.address() as AddressInfo).port };
  },
});
