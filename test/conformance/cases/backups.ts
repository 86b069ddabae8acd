/** Backups of CCUs. */
import assert from "node:assert/strict";
import type { CommandErrorCode } from "../../../handlers/kernel/command.ts";
import type { Case, CommandCase } from "../case.ts";
import { BACKUP_ID, DAMAGED_ID } from "../world.ts";
import { NOT_FOUND, UNREADY, WHICH, WRONG } from "./support.ts";

const NEW_ID = "ccu-main-20260101T120000Z";
const NOBODY = "ccu-main-20200101T120000Z";
const params = { id: BACKUP_ID };

export const backupCases: Case[] = [
  {
    operation: "POST /backups",
    case: "of the named CCU",
    body: { central_name: "ccu-main" },
    expect: { status: 202, headers: { location: `/api/v1/backups/${NEW_ID}` } },
  },
  {
    operation: "POST /backups",
    case: "of the first CCU, without a body",
    unnamed: true,
    expect: { status: 202, headers: { location: "/api/v1/backups/ccu-attic-20260101T120000Z" } },
  },
  { operation: "POST /backups", case: "of an unknown CCU", body: { central_name: "nowhere" }, expect: WHICH },
  { operation: "POST /backups", case: "before any CCU is known", world: "empty", expect: UNREADY },
  {
    operation: "GET /backups",
    case: "those that are kept",
    expect: {
      status: 200,
      body: (rows) => {
        assert.deepEqual(
          rows.map(({ id }: { id: string }) => id),
          [DAMAGED_ID, BACKUP_ID],
        );
        assert.partialDeepStrictEqual(rows[1], { central: "ccu-main", created_at: "2025-12-31T12:00:00.000Z" });
        assert.ok(rows[1].bytes > 1000);
      },
    },
  },
  { operation: "GET /backups", case: "none yet", world: "empty", expect: { status: 200, body: [] } },
  {
    operation: "GET /backups/{id}/download",
    case: "the archive",
    params,
    expect: {
      status: 200,
      headers: {
        "content-type": "application/octet-stream",
        "content-disposition": `attachment; filename="${BACKUP_ID}.sbk"`,
      },
    },
  },
  ...["GET /backups", "GET /backups/{id}/download"].map(
    (operation): Case => ({
      operation,
      case: "the disk fails",
      params,
      given: (world) => world.breakFiles(),
      expect: { status: 502, code: "upstream_unavailable" },
    }),
  ),
  { operation: "GET /backups/{id}/download", case: "unknown", params: { id: NOBODY }, expect: NOT_FOUND },
  {
    operation: "GET /backups/{id}/download",
    case: "no id",
    params: { id: "..%2f..%2fsecret.key" },
    expect: { status: 400 },
  },
  {
    operation: "POST /backups/{id}/restore",
    case: "goes to the CCU",
    params,
    expect: { status: 202, after: ({ main }) => assert.equal(main.writes()[0]?.method, "restoreBackup") },
  },
  { operation: "POST /backups/{id}/restore", case: "no id", params: { id: "x" }, expect: { status: 400 } },
  { operation: "POST /backups/{id}/restore", case: "unknown", params: { id: NOBODY }, expect: NOT_FOUND },
  {
    operation: "POST /backups/{id}/restore",
    case: "damaged since it was kept",
    params: { id: DAMAGED_ID },
    expect: WRONG,
  },
  {
    operation: "POST /backups/{id}/restore",
    case: "of newer firmware than the CCU's",
    params,
    given: ({ main }) => main.listener.hub({ system: { version: "3.80.1" } }),
    expect: WRONG,
  },
];

const READ: CommandErrorCode[] = ["bad_request", "internal_error"];
export const BACKUP_ERRORS: Readonly<Record<string, readonly CommandErrorCode[]>> = {
  "backup.status": READ,
  "backup.trigger": ["forbidden", ...READ],
  "backups.trigger": ["forbidden", ...READ],
};
/** What is kept lies in files. */
export const BACKUPS_IN_FILES = ["GET /backups", "GET /backups/{id}/download"];
export const BACKUPS_NEED_NO_CCU = ["backup.status"];

const success = (command: string, args: object, data: object): CommandCase => ({
  command,
  case: "succeeds",
  args,
  expect: { data },
});
export const backupSuccesses: CommandCase[] = [
  success("backup.status", {}, { status: "idle" }),
  success("backup.trigger", {}, { triggered: true }),
  success("backups.trigger", { central_name: "ccu-main" }, { id: NEW_ID, central_name: "ccu-main" }),
];
export const backupRefusals: CommandCase[] = backupSuccesses.map(({ command }) => ({
  command,
  case: "an unknown CCU",
  args: { central_name: "nowhere" },
  unnamed: true,
  expect: { error: "bad_request" },
}));
