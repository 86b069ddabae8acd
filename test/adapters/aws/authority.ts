/** A certificate authority for tests: X.509 (RFC 5280) for keys and for signing requests, P-256 and SHA-256. */
import { createPublicKey, sign } from "node:crypto";
import { createKeyPair, type KeyPair } from "../../../adapters/mqtt/key-pair.ts";

const der = (tag: number, ...content: Uint8Array[]): Buffer => {
  const body = Buffer.concat(content);
  if (body.length < 0x80) return Buffer.concat([Buffer.of(tag, body.length), body]);
  const length = body.length < 0x100 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...length), body]);
};
const sequence = (...content: Uint8Array[]) => der(0x30, ...content);
const hex = (text: string) => Buffer.from(text, "hex");

/** The value of the element at `at`, and where the next one begins. */
function element(bytes: Buffer, at: number): { whole: Buffer; content: Buffer; next: number } {
  const first = bytes[at + 1] ?? 0;
  const more = first < 0x80 ? 0 : first & 0x7f;
  const length = more === 0 ? first : bytes.readUIntBE(at + 2, more);
  const begin = at + 2 + more;
  return {
    whole: bytes.subarray(at, begin + length),
    content: bytes.subarray(begin, begin + length),
    next: begin + length,
  };
}

const ECDSA_SHA256 = sequence(hex("06082a8648ce3d040302"));
const nameOf = (common: string) => sequence(der(0x31, sequence(hex("0603550403"), der(0x0c, Buffer.from(common)))));
const VALIDITY = sequence(der(0x17, Buffer.from("200101000000Z")), der(0x17, Buffer.from("491231235959Z")));
/** basicConstraints, critical, CA. */
const IS_AUTHORITY = sequence(hex("0603551d13"), hex("0101ff"), der(0x04, hex("30030101ff")));
/** subjectAltName: 127.0.0.1. */
const LOOPBACK = sequence(hex("0603551d11"), der(0x04, sequence(hex("87047f000001"))));

const pemOf = (bytes: Buffer) =>
  [
    "-----BEGIN CERTIFICATE-----",
    ...(bytes.toString("base64").match(/.{1,64}/g) ?? []),
    "-----END CERTIFICATE-----",
    "",
  ].join("\n");

export interface Authority {
  /** PEM. */
  readonly certificate: string;
  /** A certificate for a PKCS #10 request, PEM. @throws where it is none */
  signRequest(csr: string): string;
  /** A server at 127.0.0.1. */
  server(): { key: string; cert: string };
}

export function createAuthority(): Authority {
  const own = createKeyPair();
  let serial = 0;
  function issue(keys: Pick<KeyPair, "privateKey">, subject: string, spki: Buffer, extension?: Buffer): string {
    serial += 1;
    const parts = [
      der(0xa0, hex("020102")),
      der(0x02, Buffer.of(serial)),
      ECDSA_SHA256,
      nameOf("Test authority"),
      VALIDITY,
      nameOf(subject),
      spki,
      ...(extension ? [der(0xa3, sequence(extension))] : []),
    ];
    const body = sequence(...parts);
    const signature = der(0x03, Buffer.of(0), sign("sha256", body, keys.privateKey));
    return pemOf(sequence(body, ECDSA_SHA256, signature));
  }
  const spkiOf = (publicKey: string) => createPublicKey(publicKey).export({ type: "spki", format: "der" });
  return {
    certificate: issue(own, "Test authority", spkiOf(own.publicKey), IS_AUTHORITY),
    signRequest(csr) {
      const base64 = /-----BEGIN CERTIFICATE REQUEST-----([\s\S]+)-----END/.exec(csr)?.[1];
      if (base64 === undefined) throw new Error("no signing request");
      const info = element(element(Buffer.from(base64, "base64"), 0).content, 0);
      // version, subject, key
      const subject = element(info.content, element(info.content, 0).next);
      return issue(own, "AWS IoT Certificate", element(info.content, subject.next).whole);
    },
    server() {
      const keys = createKeyPair();
      return { key: keys.privateKey, cert: issue(own, "broker", spkiOf(keys.publicKey), LOOPBACK) };
    },
  };
}
