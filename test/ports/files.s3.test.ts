import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createS3Files } from "../../adapters/aws-s3/file-store.ts";
import { describeFileStore } from "../../local/testing/file-store.ts";

/** As much of S3 as files need: two keys a page, an object as a whole or not at all. */
const objects = new Map<string, Buffer>();
const PAGE = 2;

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://s3");
  const key = url.pathname.slice("/bucket/".length);
  const end = (status: number, body: string | Buffer = "", headers = {}) =>
    void response.writeHead(status, { "content-length": Buffer.byteLength(body), ...headers }).end(body);
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  if (!request.headers.authorization?.includes("Credential=access/")) return end(403);
  if (request.method === "PUT") {
    const body = Buffer.concat(pieces);
    if (body.length !== Number(request.headers["content-length"])) return void response.destroy();
    objects.set(key, body);
    return end(200);
  }
  if (request.method === "DELETE") {
    objects.delete(key);
    return end(204);
  }
  if (url.searchParams.has("list-type")) return list(url, end);
  const body = objects.get(key);
  if (!body) return end(404, request.method === "HEAD" ? "" : "<Error><Code>NoSuchKey</Code></Error>");
  if (request.method === "HEAD") return void response.writeHead(200, { "content-length": body.length }).end();
  end(200, body);
}

function list(url: URL, end: (status: number, body: string) => void): void {
  const prefix = url.searchParams.get("prefix") ?? "";
  const after = url.searchParams.get("continuation-token") ?? "";
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const page = keys.slice(0, PAGE);
  const rows = page.map(
    (key) =>
      `<Contents><Key>${key}</Key><Size>${objects.get(key)?.length}</Size><LastModified>${new Date().toISOString()}</LastModified></Contents>`,
  );
  const more = keys.length > PAGE;
  const next = more ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : "";
  end(200, `<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${rows.join("")}</ListBucketResult>`);
}

const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
let count = 0;

describeFileStore("S3", {
  create: async () =>
    createS3Files({
      bucket: "bucket",
      region: "eu-central-1",
      endpoint,
      prefix: `home-${++count}/`,
      accessKey: "access",
      secretKey: "secret",
    }),
  end: () => {
    server.closeAllConnections();
    server.close();
  },
});
