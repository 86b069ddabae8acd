/** Files in a bucket of S3, or of a service that speaks like it. An object is there as a whole or not at all. */
import { Readable } from "node:stream";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { FILE_NAME, type FileStore, FileStoreError, type StoredFile } from "../../handlers/ports/index.ts";

export interface S3FilesOptions {
  bucket: string;
  region: string;
  /** Empty: that of AWS. */
  endpoint: string;
  /** What keys begin with: `home/`. */
  prefix: string;
  accessKey: string;
  secretKey: string;
}

const nameOf = (error: unknown): string => String((error as { name?: unknown } | null)?.name ?? "");
const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode;

export function createS3Files({ bucket, region, endpoint, prefix, accessKey, secretKey }: S3FilesOptions): FileStore {
  const client = new S3Client({
    region,
    ...(endpoint === "" ? {} : { endpoint, forcePathStyle: true }),
    ...(accessKey === "" ? {} : { credentials: { accessKeyId: accessKey, secretAccessKey: secretKey } }),
    // services that are not AWS know no checksums behind a body
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  const place = `s3://${bucket}/${prefix}`;
  const key = (name: string): { Bucket: string; Key: string } => {
    if (!FILE_NAME.test(name)) throw new FileStoreError(`${JSON.stringify(name).slice(0, 80)} is no name of a file`);
    return { Bucket: bucket, Key: prefix + name };
  };
  const fault = (what: string, error: unknown): FileStoreError => {
    const why = nameOf(error) === "Error" || nameOf(error) === "" ? (error as Error).message : nameOf(error);
    return new FileStoreError(`${place}: ${what} (${why})`, error);
  };
  const isMissing = (error: unknown): boolean => nameOf(error) === "NoSuchKey" || statusOf(error) === 404;

  return {
    place,
    async list() {
      const files: StoredFile[] = [];
      let token: string | undefined;
      do {
        const asked = new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token });
        const page = await client.send(asked).catch((error: unknown) => {
          throw fault("it cannot be listed", error);
        });
        for (const { Key = "", Size = 0, LastModified } of page.Contents ?? []) {
          const name = Key.slice(prefix.length);
          if (FILE_NAME.test(name)) files.push({ name, bytes: Size, at: LastModified?.getTime() ?? 0 });
        }
        token = page.IsTruncated ? page.NextContinuationToken : undefined;
      } while (token !== undefined);
      return files.sort((a, b) => (a.name < b.name ? -1 : 1));
    },
    async read(name) {
      const asked = new GetObjectCommand(key(name));
      try {
        const { Body, ContentLength = 0 } = await client.send(asked);
        return {
          bytes: ContentLength,
          content: reading(Body as Readable, (error) => fault(`${name} was cut off`, error)),
        };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw fault(`${name} cannot be read`, error);
      }
    },
    async write(name, content, bytes) {
      const at = key(name);
      let own: { error: unknown } | undefined;
      // the SDK does not notice that a body has failed
      const ending = new AbortController();
      async function* watched(): AsyncGenerator<Uint8Array> {
        try {
          yield* content;
        } catch (error) {
          own = { error };
          ending.abort();
          throw error;
        }
      }
      try {
        const body = bytes === undefined ? await collected(watched()) : Readable.from(watched(), { objectMode: false });
        if (body instanceof Readable) body.on("error", () => {});
        const length = bytes ?? (body as Buffer).length;
        const put = new PutObjectCommand({ ...at, Body: body, ContentLength: length });
        await client.send(put, { abortSignal: ending.signal });
      } catch (error) {
        if (own) throw own.error;
        throw fault(`${name} cannot be written`, error);
      }
    },
    async remove(name) {
      const at = key(name);
      try {
        await client.send(new HeadObjectCommand(at));
      } catch (error) {
        if (isMissing(error)) return false;
        throw fault(`${name} cannot be found`, error);
      }
      await client.send(new DeleteObjectCommand(at)).catch((error: unknown) => {
        throw fault(`${name} cannot be removed`, error);
      });
      return true;
    },
  };
}

async function collected(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function* reading(body: Readable, cut: (error: unknown) => FileStoreError): AsyncGenerator<Uint8Array> {
  try {
    yield* body as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw cut(error);
  }
}
