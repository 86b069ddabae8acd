/** Where homes put files that are too large for the broker, and clients get them: a bucket, by addresses that are signed. */
import type { S3ClientConfig } from "@aws-sdk/client-s3";
import type { LargeAnswerPlaces } from "../../handlers/relay/cloud/requester.ts";

/** The client of S3 is loaded with the first such file. */
export function answersInBucket(bucket: string, config: (site: string) => S3ClientConfig): LargeAnswerPlaces {
  const downloads = async () =>
    (await import("../../adapters/aws-s3/downloads.ts")).createDownloads({ bucket, config });
  return {
    place: async (site) => (await downloads()).place(site),
    address: async (name, about) => (await downloads()).address(name, about),
  };
}
