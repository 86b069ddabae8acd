/** The relay's own key pair, and a certificate signing request (PKCS #10, RFC 2986) for brokers that give certificates. */
import { createPublicKey, generateKeyPairSync, sign } from "node:crypto";

export interface KeyPair {
  /** PKCS #8, PEM. It never leaves the machine. */
  privateKey: string;
  /** SPKI, PEM. */
  publicKey: string;
}

/** P-256: what every broker takes, AWS IoT Core included. */
export function createKeyPair(): KeyPair {
  return generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
}

// DER (X.690): tag, length, content
const der = (tag: number, ...content: Uint8Array[]): Buffer => {
  const body = Buffer.concat(content);
  if (body.length < 0x80) return Buffer.concat([Buffer.of(tag, body.length), body]);
  const length = body.length < 0x100 ? [0x81, body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...length), body]);
};
const SEQUENCE = 0x30;
const SET = 0x31;
/** 2.5.4.3, commonName. */
const COMMON_NAME = Buffer.from("0603550403", "hex");
/** 1.2.840.10045.4.3.2, ecdsa-with-SHA256. */
const ECDSA_SHA256 = Buffer.from("06082a8648ce3d040302", "hex");
const VERSION_0 = Buffer.of(0x02, 0x01, 0x00);
const NO_ATTRIBUTES = Buffer.of(0xa0, 0x00);

/** PEM. @param name common name, at most 64 characters (X.520). */
export function createSigningRequest({ privateKey, publicKey }: KeyPair, name: string): string {
  const subject = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(0x0c, Buffer.from(name.slice(0, 64))))));
  const key = createPublicKey(publicKey).export({ type: "spki", format: "der" });
  const info = der(SEQUENCE, VERSION_0, subject, key, NO_ATTRIBUTES);
  const signature = sign("sha256", info, privateKey);
  const request = der(SEQUENCE, info, der(SEQUENCE, ECDSA_SHA256), der(0x03, Buffer.of(0), signature));
  const lines = request.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE REQUEST-----", ...lines, "-----END CERTIFICATE REQUEST-----", ""].join("\n");
}
