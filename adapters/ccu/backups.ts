/**
 * Backups by the page that the WebUI has for them (protocol document, 17). It says "done" with HTTP 200 whatever happens: what
 * does not begin as an archive is the login page, or nothing at all.
 */
import { randomBytes } from "node:crypto";
import { CcuFault, type Clock, type Deadline, expiredFault } from "../../handlers/ports/index.ts";
import { isTarBlock } from "./tar-block.ts";
import { type Page, SessionOver, type WebPages } from "./web-pages.ts";

const SECURITY_PAGE = "/config/cp_security.cgi";
/** A CCU2 packs for four minutes before the first byte, and OpenCCU on a slow card as long (protocol document, 17). */
export const PACKING_MS = 600_000;
/** Unpacking and checking takes as long. */
const CHECKING_MS = 600_000;
/** The restart may cut the last answer off. */
const GO_ANSWER_MS = 30_000;
const BLOCK = 512;
/** Characters of a page that are shown to people. */
const SHOWN = 120;

/** See `CcuMaintenance`. */
export const createBackup = (pages: WebPages): Promise<AsyncIterable<Uint8Array>> =>
  pages.withSession(async (session) => {
    const query = { action: "create_backup" };
    const page = await pages.page(session, { path: SECURITY_PAGE, query, idleMs: PACKING_MS });
    const pieces = page.body[Symbol.asyncIterator]();
    const head = await firstBytes(pieces, BLOCK);
    if (page.status === 200 && isTarBlock(head)) return rest(head, pieces);
    page.drop();
    throw noBackup(page, head);
  });

async function firstBytes(pieces: AsyncIterator<Uint8Array>, count: number): Promise<Uint8Array> {
  let head = Buffer.alloc(0);
  while (head.length < count) {
    const { done, value } = await pieces.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  return head;
}

async function* rest(head: Uint8Array, pieces: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield head;
    for (;;) {
      const { done, value } = await pieces.next();
      if (done) return;
      yield value;
    }
  } finally {
    await pieces.return?.();
  }
}

function noBackup({ status, type }: Page, head: Uint8Array): Error {
  if (status === 401 || status === 403) return new SessionOver(`the CCU refuses a backup (HTTP ${status})`);
  if (status !== 200) return new CcuFault("transport", `the CCU makes no backup (HTTP ${status})`);
  const what = head.length === 0 ? "nothing" : `${type || "something"} that is no archive`;
  return new SessionOver(`the CCU sent ${what} instead of a backup: its user has to be an administrator`);
}

/** See `CcuMaintenance`. */
export async function restoreBackup(
  pages: WebPages,
  clock: Clock,
  content: AsyncIterable<Uint8Array>,
  bytes: number,
  deadline: Deadline,
): Promise<void> {
  // proven good right before: the upload can be sent once only
  const session = await pages.open();
  if (clock.now() > deadline) throw expiredFault();
  const step = (action: string, idleMs: number, more: Readonly<Record<string, string>> = {}) =>
    pages.text(session, { path: SECURITY_PAGE, query: { action, ...more }, idleMs });
  const form = multipart(content, bytes);
  const upload = { path: SECURITY_PAGE, query: { action: "backup_upload" }, ...form } as const;
  await pages.text(session, { ...upload, idleMs: CHECKING_MS });
  const told = await step("backup_restore_check", CHECKING_MS);
  refuse(told);
  try {
    await step("backup_restore_go", GO_ANSWER_MS, { key: "" });
  } catch (error) {
    // it restarts: no answer is a likely one
    if (!(error instanceof CcuFault) || error.class !== "transport") throw error;
  }
}

/** What the check's page says: it offers to go on, or it does not (a guess from the page's purpose: see docs/backups.md). */
function refuse(page: string): void {
  const text = page
    .replace(/<script[\s\S]*?<\/script>|<[^>]*>/gi, " ")
    .replace(/\s+/g, " ")
    .trim();
  if (/name=["']?(txtKey|key)\b|id=["']?(txtKey|key)\b/i.test(page))
    throw new CcuFault("permanent", "the backup is protected by a security key: restore it in the CCU's WebUI");
  if (page.includes("backup_restore_go")) return;
  throw new CcuFault("permanent", `the CCU does not take the backup: ${text.slice(0, SHOWN) || "it says nothing"}`);
}

/** The form that a browser would send: one file. */
function multipart(content: AsyncIterable<Uint8Array>, bytes: number) {
  const boundary = `----ccu-anywhere-${randomBytes(12).toString("hex")}`;
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="backup_file"; filename="backup.sbk"\r\n` +
      "Content-Type: application/octet-stream\r\n\r\n",
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  async function* body(): AsyncGenerator<Uint8Array> {
    yield head;
    yield* content;
    yield tail;
  }
  return {
    body: body(),
    length: head.length + bytes + tail.length,
    type: `multipart/form-data; boundary=${boundary}`,
  };
}
