/**
 * Files on a WebDAV share. Written under another name and moved: only PUT, MOVE, GET, DELETE, PROPFIND and MKCOL are used, for
 * some providers have nothing else (home-assistant/core#140153). What a server says it has taken is compared with what was
 * sent: there are servers that keep nothing and say "created".
 */
import { randomBytes } from "node:crypto";
import { FILE_NAME, type FileStore, FileStoreError, type StoredFile } from "../../handlers/ports/index.ts";
import { type DavRequest, davFault, send, textOf } from "./http.ts";
import { type DavEntry, parseMultistatus } from "./multistatus.ts";

export interface WebDavOptions {
  /** Of the folder. */
  url: string;
  username: string;
  password: string;
}

/** What is being written ends so, and is not listed. */
const PART = ".part";
const PROPERTIES =
  '<?xml version="1.0"?><propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/><getlastmodified/></prop></propfind>';

const isGood = (status: number): boolean => status >= 200 && status < 300;

export function createWebDavFiles({ url: address, username, password }: WebDavOptions): FileStore {
  const base = new URL(address.endsWith("/") ? address : `${address}/`);
  const authorization =
    username === "" ? undefined : `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
  const place = `${base.protocol}//${base.host}${base.pathname}`;

  const at = (name: string): URL => {
    if (!FILE_NAME.test(name)) throw new FileStoreError(`${JSON.stringify(name).slice(0, 80)} is no name of a file`);
    return new URL(name, base);
  };
  const ask = (asked: DavRequest) => send(asked, authorization);
  /** @throws FileStoreError unless the status is one of these or a good one */
  async function done(asked: DavRequest, others: readonly number[] = []): Promise<number> {
    const response = await ask(asked);
    const status = response.statusCode ?? 0;
    await textOf(response);
    if (!isGood(status) && !others.includes(status)) throw refused(asked, status);
    return status;
  }

  async function properties(url: URL, depth: "0" | "1"): Promise<DavEntry[] | undefined> {
    const headers = { depth, "content-type": "application/xml; charset=utf-8" };
    const asked = { method: "PROPFIND", url, headers, body: PROPERTIES };
    const response = await ask(asked);
    const status = response.statusCode ?? 0;
    const text = await textOf(response);
    if (status === 404) return undefined;
    if (status !== 207) throw refused(asked, status);
    return parseMultistatus(text);
  }

  /** The folder and those above it, from the outermost that is missing. */
  async function makeFolder(url: URL): Promise<void> {
    const status = await done({ method: "MKCOL", url }, [405, 409]);
    if (status !== 409) return;
    const above = new URL("..", url);
    if (above.href === url.href) throw davFault(url, "has no such folder, and makes none");
    await makeFolder(above);
    await done({ method: "MKCOL", url }, [405]);
  }

  async function put(url: URL, content: AsyncIterable<Uint8Array>, bytes: number | undefined): Promise<void> {
    await done({
      method: "PUT",
      url,
      body: content,
      ...(bytes === undefined ? {} : { bytes }),
      headers: { "content-type": "application/octet-stream" },
    });
  }

  async function move(from: URL, to: URL, bytes: number | undefined): Promise<void> {
    const headers = { destination: to.href, overwrite: "T" };
    const status = await done({ method: "MOVE", url: from, headers }, [405, 501]);
    if (isGood(status)) return;
    // it cannot move: the other name is written from the first
    const response = await ask({ method: "GET", url: from });
    if (response.statusCode !== 200) throw davFault(to, "neither moves nor reads what it was given");
    await put(to, response as AsyncIterable<Uint8Array>, bytes ?? lengthOf(response.headers["content-length"]));
    await done({ method: "DELETE", url: from }, [404]);
  }

  return {
    place,
    async list() {
      const entries = (await properties(base, "1")) ?? [];
      const files = entries.flatMap(({ name, isFolder, bytes, at: time }): StoredFile[] =>
        name !== undefined && !isFolder && FILE_NAME.test(name) && !name.endsWith(PART)
          ? [{ name, bytes: bytes ?? 0, at: time ?? 0 }]
          : [],
      );
      return files.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    async read(name) {
      const asked = { method: "GET", url: at(name), headers: { "accept-encoding": "identity" } };
      const response = await ask(asked);
      const status = response.statusCode ?? 0;
      if (status === 200) {
        const bytes =
          lengthOf(response.headers["content-length"]) ?? (await properties(asked.url, "0"))?.[0]?.bytes ?? 0;
        return { bytes, content: whole(response as AsyncIterable<Uint8Array>, asked.url, () => response.complete) };
      }
      await textOf(response);
      if (status === 404) return undefined;
      throw refused(asked, status);
    },
    async write(name, content, bytes) {
      const url = at(name);
      const beside = at(`${name.slice(0, 150)}-${randomBytes(6).toString("hex")}${PART}`);
      // before the content is read, which can be done once
      if ((await properties(base, "0")) === undefined) await makeFolder(base);
      let sent = 0;
      async function* counted(): AsyncGenerator<Uint8Array> {
        for await (const piece of content) {
          sent += piece.length;
          yield piece;
        }
      }
      try {
        await put(beside, counted(), bytes);
        const kept = (await properties(beside, "0"))?.[0]?.bytes;
        if (kept !== undefined && kept !== sent) throw davFault(url, `kept ${kept} of ${sent} bytes`);
        await move(beside, url, sent);
      } catch (error) {
        await done({ method: "DELETE", url: beside }, [404]).catch(() => undefined);
        throw error;
      }
    },
    async remove(name) {
      return (await done({ method: "DELETE", url: at(name) }, [404])) !== 404;
    },
  };
}

const lengthOf = (header: string | undefined): number | undefined =>
  header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined;

async function* whole(
  content: AsyncIterable<Uint8Array>,
  url: URL,
  isWhole: () => boolean,
): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
  } catch (error) {
    throw davFault(url, "cut its answer off", error);
  }
  if (!isWhole()) throw davFault(url, "cut its answer off");
}

function refused({ method, url }: DavRequest, status: number): FileStoreError {
  if (status === 401 || status === 403) return davFault(url, `refuses the user (HTTP ${status})`);
  if (status === 507) return davFault(url, "has no room left");
  if (status >= 300 && status < 400)
    return davFault(url, `is elsewhere (HTTP ${status}): configure the address that it has now`);
  return davFault(url, `refuses ${method} (HTTP ${status})`);
}
