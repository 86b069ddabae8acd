/** An HTTP server that answers like a service of AWS: what the SDK's clients are pointed to in tests. */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { afterwards } from "../../support/program.ts";

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage["headers"];
  body: Buffer;
}
export interface Answered {
  status: number;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

/** @param answer throws for what it does not know: a server's error, and the test fails. Resolves with the address. */
export async function startEndpoint(
  t: TestContext,
  answer: (asked: Asked) => Answered | Promise<Answered>,
): Promise<string> {
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const url = new URL(request.url ?? "", "http://localhost");
    const asked: Asked = {
      method: request.method ?? "",
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: Buffer.concat(pieces),
    };
    let answered: Answered;
    try {
      answered = await answer(asked);
    } catch (error) {
      answered = { status: 500, body: String(error) };
    }
    response.writeHead(answered.status, answered.headers).end(answered.body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterwards(t, async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Access key and service that signed a request; `undefined` where it is not signed in the header. */
export function signerOf({ headers }: Asked): { accessKeyId: string; service: string; region: string } | undefined {
  const found = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([\w-]+)\/(\w+)\/aws4_request, /.exec(
    headers.authorization ?? "",
  );
  return found ? { accessKeyId: found[1] ?? "", region: found[2] ?? "", service: found[3] ?? "" } : undefined;
}

export const json = (status: number, value: unknown, headers: Record<string, string> = {}): Answered => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(value),
});

export const CREDENTIALS = { accessKeyId: "AKIDFUNCTION", secretAccessKey: "secret" } as const;
export const REGION = "eu-central-1";
