/** Places for sealed copies of backups. What a place needs is loaded when it is asked for. */
import { createFileFolder } from "../adapters/node/file-store.ts";
import { type FileStore, FileStoreError, type OffsitePlace } from "../handlers/ports/index.ts";

export async function openOffsite(place: OffsitePlace): Promise<FileStore> {
  if (place.target === "folder") return createFileFolder(place.folder);
  if (place.target === "webdav") return (await import("../adapters/webdav/file-store.ts")).createWebDavFiles(place);
  const { createS3Files } = await import("../adapters/aws-s3/file-store.ts").catch((error: unknown) => {
    // whoever has installed the package alone may not have it
    throw new FileStoreError("S3 needs the package @aws-sdk/client-s3, which is not installed", error);
  });
  return createS3Files(place);
}
