/**
 * The certificate of this server, in the two files of its settings. A pair cannot be replaced at once, so:
 *
 *   write key.new ── write cert.new ── rename key.new ── rename cert.new
 *
 * Whatever a killed process has left, `settleCertificate` makes a pair of it at the next start: the new one as soon as both
 * were written, else the old one.
 */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import type { CertificateStore, Clock } from "../../handlers/ports/index.ts";

export interface CertificateFiles {
  cert: string;
  key: string;
}
export interface CertificatePair {
  cert: Buffer;
  key: Buffer;
}

const fresh = (path: string): string => `${path}.new`;

/** Why they are no pair; `undefined` where they are one. */
function faultOf(cert: string | Buffer, key: string | Buffer): string | undefined {
  try {
    const certificate = new X509Certificate(cert);
    if (!certificate.checkPrivateKey(createPrivateKey(key))) return "the key is not that of the certificate";
    // what OpenSSL takes for a server: a chain that can be read, a key that is large enough
    createSecureContext({ cert, key });
    return undefined;
  } catch (error) {
    // the reason, never what was read
    return `not usable: ${(error as NodeJS.ErrnoException).code ?? "no PEM"}`;
  }
}

const read = (path: string): Buffer | undefined => (existsSync(path) ? readFileSync(path) : undefined);

/** To be called before the files are read. Throws what the file system throws. */
export function settleCertificate({ cert, key }: CertificateFiles): void {
  const newCert = read(fresh(cert));
  const newKey = read(fresh(key)) ?? read(key);
  if (newCert && newKey && faultOf(newCert, newKey) === undefined) {
    if (existsSync(fresh(key))) renameSync(fresh(key), key);
    renameSync(fresh(cert), cert);
    return;
  }
  rmSync(fresh(cert), { force: true });
  rmSync(fresh(key), { force: true });
}

export interface CertificateStoreOptions {
  files: CertificateFiles;
  clock: Pick<Clock, "now">;
  /** New connections get it from now on. */
  use: (pair: CertificatePair) => void;
}

export function createCertificateStore({ files, clock, use }: CertificateStoreOptions): CertificateStore {
  const write = (path: string, text: string, mode: number) => writeFileSync(path, text, { mode, flush: true });
  return {
    async replace(cert, key) {
      const fault = faultOf(cert, key);
      if (fault !== undefined) return { invalid: fault };
      if (new X509Certificate(cert).validToDate.getTime() <= clock.now())
        return { invalid: "the certificate has expired" };
      write(fresh(files.key), key, 0o600);
      write(fresh(files.cert), cert, 0o644);
      settleCertificate(files);
      use({ cert: readFileSync(files.cert), key: readFileSync(files.key) });
      return undefined;
    },
  };
}
