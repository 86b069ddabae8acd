/** Answers that are too large for the gateway: kept for a day in a private bucket, fetched with an address that is signed. */
import { randomUUID } from "node:crypto";
import { GetObjectCommand, PutObjectCommand, S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";

/** Seconds for which an address is good: the client follows it at once. */
export const ADDRESS_S = 300;

export interface LargeAnswer {
  body: Uint8Array | string;
  type: string;
  /** `Content-Disposition`. */
  disposition?: string;
}

export interface Downloads {
  /** Keeps it under a name that begins with the site, and resolves with the address. */
  keep(site: string, answer: LargeAnswer): Promise<string>;
}

export interface DownloadsOptions {
  bucket: string;
  /** Of the client of a site: region, endpoint, credentials; default: what the environment says. */
  config?: (site: string) => S3ClientConfig;
}

export function createDownloads({ bucket, config = () => ({}) }: DownloadsOptions): Downloads {
  return {
    async keep(site, { body, type, disposition }) {
      const client = new S3Client(config(site));
      try {
        const place = { Bucket: bucket, Key: `${site}/${randomUUID()}` };
        await client.send(
          new PutObjectCommand({ ...place, Body: body, ContentType: type, ServerSideEncryption: "AES256" }),
        );
        const asked = new GetObjectCommand({
          ...place,
          ResponseContentType: type,
          // S3 tells a browser nothing of its own that would keep it from showing the file
          ResponseContentDisposition: disposition ?? "attachment",
          ResponseCacheControl: "private, no-store",
        });
        return await getSignedUrl(client, asked, { expiresIn: ADDRESS_S });
      } finally {
        client.destroy();
      }
    },
  };
}
