/** Answers that are too large for the gateway: kept for a day in a private bucket, fetched with an address that is signed. */
import { randomUUID } from "node:crypto";
import { GetObjectCommand, PutObjectCommand, S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

/** Seconds for which an address is good: the client follows it at once. */
export const ADDRESS_S = 300;

/** Seconds within which a home must have begun to put its file: what goes through a slow line goes on after that. */
export const PUT_S = 900;

export interface LargeAnswer {
  body: Uint8Array | string;
  type: string;
  /** `Content-Disposition`. */
  disposition?: string;
}

export interface Downloads {
  /** An address that takes one file of a site, for {@link PUT_S}. */
  place(site: string): Promise<{ name: string; url: string }>;
  /** The address of a file that was put there. */
  address(name: string, about: Pick<LargeAnswer, "type" | "disposition">): Promise<string>;
  /** Keeps it under a name that begins with the site, and resolves with the address. */
  keep(site: string, answer: LargeAnswer): Promise<string>;
}

export interface DownloadsOptions {
  bucket: string;
  /** Of the client of a site: region, endpoint, credentials; default: what the environment says. */
  config?: (site: string) => S3ClientConfig;
}

export function createDownloads({ bucket, config = () => ({}) }: DownloadsOptions): Downloads {
  async function signed<T>(site: string, work: (client: S3Client) => Promise<T>): Promise<T> {
    const client = new S3Client({ ...config(site), requestChecksumCalculation: "WHEN_REQUIRED" });
    try {
      return await work(client);
    } finally {
      client.destroy();
    }
  }
  const addressOf = (
    client: S3Client,
    name: string,
    { type, disposition }: Pick<LargeAnswer, "type" | "disposition">,
  ) => {
    const asked = new GetObjectCommand({
      Bucket: bucket,
      Key: name,
      ResponseContentType: type,
      // S3 tells a browser nothing of its own that would keep it from showing the file
      ResponseContentDisposition: disposition ?? "attachment",
      ResponseCacheControl: "private, no-store",
    });
    return getSignedUrl(client, asked, { expiresIn: ADDRESS_S });
  };
  const newName = (site: string): string => `${site}/${randomUUID()}`;
  return {
    place: (site) =>
      signed(site, async (client) => {
        const name = newName(site);
        const put = new PutObjectCommand({ Bucket: bucket, Key: name });
        return { name, url: await getSignedUrl(client, put, { expiresIn: PUT_S }) };
      }),
    address: (name, about) => signed(name.split("/", 1)[0] as string, (client) => addressOf(client, name, about)),
    keep: (site, { body, type, disposition }) =>
      signed(site, async (client) => {
        const name = newName(site);
        const place = { Bucket: bucket, Key: name };
        await client.send(
          new PutObjectCommand({ ...place, Body: body, ContentType: type, ServerSideEncryption: "AES256" }),
        );
        return addressOf(client, name, { type, ...(disposition === undefined ? {} : { disposition }) });
      }),
  };
}
