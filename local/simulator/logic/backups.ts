/** Backups by the WebUI's page for security (protocol 17): HTTP 200 and a page for people, whatever happens. */
import { backupArchive } from "./backup-archive.ts";
import type { LogicLayer } from "./layer.ts";

export interface PageFile {
  bytes: Buffer;
  type: string;
  disposition?: string;
}

const page = (text: string): PageFile => ({
  type: "text/html; charset=iso-8859-1",
  bytes: Buffer.from(`<html><body>${text}</body></html>`, "latin1"),
});

export class Backups {
  /** What is sent instead of a fresh archive. */
  instead: Buffer | undefined;
  /** Milliseconds of the simulator's clock that packing takes. */
  packing = 0;
  /** What a restore has taken over. */
  restored: Buffer | undefined;
  /** The check asks for the security key. */
  asksKey = false;
  private uploaded: Buffer | undefined;
  private readonly layer: LogicLayer;

  constructor(layer: LogicLayer) {
    this.layer = layer;
  }

  archive(): Buffer {
    const { current } = this.layer.firmware;
    return this.instead ?? backupArchive({ version: current, files: { ...contents(this.layer) } });
  }

  async answer(action: string, body: Buffer, type: string): Promise<PageFile> {
    if (action === "create_backup") {
      if (this.packing > 0)
        await new Promise<void>((resolve) => void this.layer.world.clock.after(this.packing, resolve));
      const disposition = 'attachment; filename="ccu-demo-3.89.8-2026-11-30.sbk"';
      return { type: "application/octet-stream", bytes: this.archive(), disposition };
    }
    if (action === "backup_upload") {
      this.uploaded = fileOf(body, type);
      return page("ok");
    }
    if (action === "backup_restore_check") return this.check();
    if (action === "backup_restore_go" && this.uploaded) {
      this.restored = this.uploaded;
      this.layer.onReboot();
      return page("10");
    }
    return page("9");
  }

  private check(): PageFile {
    if (!this.uploaded?.includes("firmware_version")) return page("Die Backup-Datei ist fehlerhaft");
    if (this.asksKey) return page('<input type="password" name="key">');
    return page('<a href="cp_security.cgi?action=backup_restore_go">weiter</a>');
  }
}

const contents = (layer: LogicLayer): Record<string, string> => ({
  "usr/local/etc/config/homematic.regadom": JSON.stringify(Object.fromEntries(layer.names)),
  "usr/local/etc/config/groups.gson": layer.heatingGroups(),
  "usr/local/etc/config/rfd.conf": "[Interface 0]\n",
});

/** The one file of a form. */
function fileOf(body: Buffer, type: string): Buffer | undefined {
  const boundary = /boundary=(\S+)/.exec(type)?.[1];
  const start = body.indexOf("\r\n\r\n");
  const end = boundary === undefined ? -1 : body.lastIndexOf(`\r\n--${boundary}--`);
  return start < 0 || end < 0 ? undefined : body.subarray(start + 4, end);
}
