/** Files of text (pages, scripts, the contract): each is compressed once, and kept for as long as the file is the same. */
import { readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import type { Request, RequestHandler, Response } from "express";
import type { ApiReply } from "../../handlers/kernel/dispatch.ts";
import { compressed } from "./compress.ts";

interface Kept {
  readonly etag: string;
  readonly reply: Promise<ApiReply>;
}

export interface TextFile {
  readonly path: string;
  /** The ending whose type it is served with; default: its own. */
  readonly as?: string;
  /** What is served, where that is not the file itself. */
  readonly make?: (bytes: Buffer) => Buffer | Promise<Buffer>;
}

/** Names of a folder itself, none that is hidden; everything else is no text. */
const NAME = /^\/([\w-][\w.-]*\.(?:js|css|html|svg|txt|webmanifest|json|yaml))$/;
/** The bundler names them by their content: the same name is the same text for ever. */
const HASHED = /-[A-Z0-9]{8}\.js$/;
const YEAR_S = 31_536_000;

const kept = new Map<string, Kept>();

function replyOf({ path, make = (bytes) => bytes }: TextFile, type: string, etag: string): Promise<ApiReply> {
  const key = `${path} ${type}`;
  const known = kept.get(key);
  if (known?.etag === etag) return known.reply;
  const reply = (async () => {
    const body = await make(await readFile(path));
    const caching = HASHED.test(path) ? `public, max-age=${YEAR_S}, immutable` : "public, max-age=0";
    return { status: 200, headers: { "content-type": type, "cache-control": caching, etag }, body };
  })();
  kept.set(key, { etag, reply });
  // what could not be read is read again
  reply.catch(() => kept.delete(key));
  return reply;
}

/** @returns whether there is such a file */
export async function sendText(request: Request, response: Response, file: TextFile): Promise<boolean> {
  const found = await stat(file.path).catch(() => undefined);
  if (!found?.isFile()) return false;
  const etag = `W/"${found.size.toString(16)}-${Math.trunc(found.mtimeMs).toString(16)}"`;
  response.type(file.as ?? extname(file.path));
  const plain = await replyOf(file, String(response.getHeader("content-type")), etag);
  const { headers, body } = await compressed(plain, request.headers["accept-encoding"]);
  response.setHeader("vary", "Accept-Encoding");
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) response.setHeader(name, value);
  if (request.fresh) response.status(304).end();
  else {
    response.setHeader("content-length", (body as Uint8Array).length);
    response.end(request.method === "HEAD" ? undefined : body);
  }
  return true;
}

/** The texts of a folder; `/` is its index, a name without an ending the page of that name. */
export const textFiles =
  (folder: string): RequestHandler =>
  async (request, response, next) => {
    const { method, path } = request;
    const named = path === "/" ? "/index.html" : /^\/\w+$/.test(path) ? `${path}.html` : path;
    const name = NAME.exec(named)?.[1];
    const isSent =
      name !== undefined &&
      (method === "GET" || method === "HEAD") &&
      (await sendText(request, response, { path: join(folder, name) }));
    if (!isSent) next();
  };
