/** A small WebDAV server on loopback, with the habits of real ones. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface DavHabits {
  /** It cannot move (some mail providers). */
  cannotMove?: boolean;
  /** What comes without a length is kept as nothing, and called created (PHP behind FastCGI). */
  losesChunked?: boolean;
  /** So many bytes of each file are kept, and it is called created. */
  keeps?: number;
  /** Answers everything with this status. */
  refuses?: number;
  auth?: { username: string; password: string };
}

export async function startDav(habits: DavHabits = {}) {
  const files = new Map<string, { body: Buffer; at: number }>();
  const folders = new Set<string>(["/"]);
  const seen: string[] = [];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = "", headers } = request;
    const { pathname } = new URL(request.url ?? "/", "http://dav");
    seen.push(`${method} ${pathname}`);
    const end = (status: number, body = "", type = "text/plain") => {
      response.writeHead(status, { "content-type": type }).end(body);
    };
    const pieces: Buffer[] = [];
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
    if (habits.refuses) return end(habits.refuses);
    if (habits.auth) {
      const { username, password } = habits.auth;
      if (headers.authorization !== `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`)
        return end(401);
    }
    const folder = pathname.replace(/[^/]*$/, "");
    switch (method) {
      case "PUT": {
        if (!folders.has(folder)) return end(409);
        const lost = habits.losesChunked && headers["content-length"] === undefined;
        const body = Buffer.concat(lost ? [] : pieces).subarray(0, habits.keeps);
        files.set(pathname, { body, at: Date.now() });
        return end(201);
      }
      case "GET": {
        const file = files.get(pathname);
        if (!file) return end(404);
        response.writeHead(200, { "content-length": file.body.length }).end(file.body);
        return;
      }
      case "DELETE":
        return end(files.delete(pathname) ? 204 : 404);
      case "MKCOL":
        if (folders.has(pathname)) return end(405);
        if (!folders.has(pathname.replace(/[^/]+\/$/, ""))) return end(409);
        folders.add(pathname);
        return end(201);
      case "MOVE": {
        if (habits.cannotMove) return end(501);
        const file = files.get(pathname);
        if (!file) return end(404);
        files.delete(pathname);
        files.set(new URL(String(headers.destination)).pathname, file);
        return end(201);
      }
      case "PROPFIND":
        return propfind(pathname, headers.depth === "1", end);
      default:
        return end(405);
    }
  }

  function propfind(path: string, deep: boolean, end: (status: number, body?: string, type?: string) => void): void {
    const row = (href: string, bytes?: number, at = 0) =>
      `<D:response><D:href>${href}</D:href><D:propstat><D:prop>${
        bytes === undefined
          ? "<D:resourcetype><D:collection/></D:resourcetype>"
          : `<D:resourcetype/><D:getcontentlength>${bytes}</D:getcontentlength><D:getlastmodified>${new Date(at).toUTCString()}</D:getlastmodified>`
      }</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>`;
    const own = files.get(path);
    if (!own && !folders.has(path)) {
      end(404);
      return;
    }
    const rows = own ? [row(path, own.body.length, own.at)] : [row(path)];
    if (deep)
      for (const [name, { body, at }] of files)
        if (name.startsWith(path) && !name.slice(path.length).includes("/"))
          rows.push(row(encodeURI(name), body.length, at));
    end(207, `<?xml version="1.0"?><D:multistatus xmlns:D="DAV:">${rows.join("")}</D:multistatus>`, "application/xml");
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    files,
    folders,
    seen,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
