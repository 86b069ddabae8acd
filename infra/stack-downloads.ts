/** Answers that are too large for the gateway: kept for a day, fetched with addresses that are good for minutes. */
import { Duration, RemovalPolicy, type Stack } from "aws-cdk-lib";
import type { Role } from "aws-cdk-lib/aws-iam";
import { BlockPublicAccess, Bucket, BucketEncryption, HttpMethods } from "aws-cdk-lib/aws-s3";
import { SITE_TAG } from "./functions/limits.ts";
import { allowWildcards, excuse } from "./nag.ts";

/** Days: the shortest that S3 has. The addresses end after minutes. */
const KEEP_DAYS = 1;
/** Seconds for which a browser remembers that pages may fetch from here. */
const CORS_AGE_S = 3_600;

export function createDownloads(stack: Stack): Bucket {
  const bucket = new Bucket(stack, "Downloads", {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    lifecycleRules: [
      { expiration: Duration.days(KEEP_DAYS), abortIncompleteMultipartUploadAfter: Duration.days(KEEP_DAYS) },
    ],
    // whoever has an address may read it; pages of any origin have got it from the API
    cors: [{ allowedMethods: [HttpMethods.GET], allowedOrigins: ["*"], maxAge: CORS_AGE_S }],
    removalPolicy: RemovalPolicy.DESTROY,
  });
  excuse(bucket, "Every file was asked for through the API, whose log says by whom; they are gone after a day.", "S1");
  return bucket;
}

/**
 * The key that a client is asked to fetch is signed with the credentials that have written it: both need the permission.
 * @param siteRole with strict isolation: a session reaches the files of its own home, the function itself none
 */
export function allowDownloads(bucket: Bucket, role: Role, siteRole: Role | undefined): void {
  const [who, files, because] = siteRole
    ? [siteRole, `\${aws:PrincipalTag/${SITE_TAG}}/*`, "The files of a home have no names in advance."]
    : [role, "*", "One deployment serves many homes, and files have no names in advance."];
  allowWildcards(who, { actions: ["s3:PutObject", "s3:GetObject"], resources: [bucket.arnForObjects(files)], because });
}
