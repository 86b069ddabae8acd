/** One host for everything: CloudFront in front of both APIs and the pages. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Duration, Fn, RemovalPolicy, type Stack, Validations } from "aws-cdk-lib";
import type { HttpApi, WebSocketApi } from "aws-cdk-lib/aws-apigatewayv2";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import {
  AccessLevel,
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin, S3BucketOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from "aws-cdk-lib/aws-s3";
import { BucketDeployment, Source } from "aws-cdk-lib/aws-s3-deployment";
import YAML from "yaml";
import { EDGE_HEADER } from "../adapters/lambda/event.ts";
import { EVENTS_PATH } from "../handlers/stream/handshake.ts";
import { apiEdgeCode, eventsEdgeCode, pagesEdgeCode } from "./edge-functions.ts";
import { excuse, excuseProvider } from "./nag.ts";
import type { DeploymentSettings } from "./settings.ts";
import { STAGE } from "./stack-gateways.ts";

/** Where the CDK keeps what it deploys, as cdk-nag prints it. */
const ASSETS_OF_CDK = "arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*";
const ASSETS = join(import.meta.dirname, "..", "assets");
/** What `npm run bundle` has made of assets/ui. */
export const PAGES = join(import.meta.dirname, "..", "dist", "pages");
/** As adapters/express/pages.ts sends it; a test compares the two. */
export const CONTENT_SECURITY_POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";
/** Browsers use https alone for that long. */
const HSTS = Duration.days(365);

export interface EdgeOptions {
  httpApi: HttpApi;
  socketApi: WebSocketApi;
  edgeKey: string;
  domain?: DeploymentSettings["domain"];
  /** Folder of the finished pages. */
  pages?: string;
}

export function createEdge(stack: Stack, options: EdgeOptions): Distribution {
  const { httpApi, socketApi, edgeKey, domain, pages = PAGES } = options;
  const customHeaders = { [EDGE_HEADER]: edgeKey };
  const host = (endpoint: string): string => Fn.select(2, Fn.split("/", endpoint));
  const bucket = createBucket(stack);
  const distribution = new Distribution(stack, "Edge", {
    comment: "CCU Anywhere",
    httpVersion: HttpVersion.HTTP2_AND_3,
    // Europe and North America: where HomeMatic is
    priceClass: PriceClass.PRICE_CLASS_100,
    minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
    ...(domain
      ? {
          domainNames: [domain.name],
          certificate: Certificate.fromCertificateArn(stack, "Certificate", domain.certificateArn),
        }
      : {}),
    defaultRootObject: "index.html",
    defaultBehavior: {
      // listing allowed to CloudFront: a page that does not exist is then a 404, not a 403
      origin: S3BucketOrigin.withOriginAccessControl(bucket, {
        originAccessLevels: [AccessLevel.READ, AccessLevel.LIST],
      }),
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      responseHeadersPolicy: pageHeaders(stack),
      functionAssociations: [viewerRequest(stack, "PagesEdge", pagesEdgeCode())],
    },
    additionalBehaviors: {
      // the first that matches counts
      [EVENTS_PATH]: {
        ...passThrough,
        origin: new HttpOrigin(host(socketApi.apiEndpoint), { customHeaders }),
        functionAssociations: [viewerRequest(stack, "EventsEdge", eventsEdgeCode(STAGE))],
      },
      "/api/*": {
        ...passThrough,
        origin: new HttpOrigin(host(httpApi.apiEndpoint), { customHeaders }),
        functionAssociations: [viewerRequest(stack, "ApiEdge", apiEdgeCode())],
      },
    },
  });
  excuse(distribution, "Homes travel with their owners: no country is excluded.", "CFR1");
  excuse(
    distribution,
    "A WAF costs more a month than ten homes; API Gateway throttles and the handlers count attempts.",
    "CFR2",
  );
  excuse(
    distribution,
    "The functions log each request without its credentials; CloudFront's log would hold them.",
    "CFR3",
  );
  if (!domain)
    excuse(distribution, "CloudFront's own host name takes no other policy; with -c domain it is TLS 1.2.", "CFR4");
  Validations.of(distribution).acknowledge({
    id: "Annotation::@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk",
    reason: "There is a default root object, no query reaches the bucket, and all of its objects are public pages.",
  });
  deployPages(stack, pages, bucket, distribution);
  return distribution;
}

/** The API: nothing is cached, all is handed through, and only over TLS (a redirect would come after the password). */
const passThrough: Omit<BehaviorOptions, "origin"> = {
  viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
  allowedMethods: AllowedMethods.ALLOW_ALL,
  cachePolicy: CachePolicy.CACHING_DISABLED,
  originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
  compress: false,
};

const viewerRequest = (stack: Stack, id: string, code: string) => ({
  eventType: FunctionEventType.VIEWER_REQUEST,
  function: new EdgeFunction(stack, id, { code: FunctionCode.fromInline(code), runtime: FunctionRuntime.JS_2_0 }),
});

function createBucket(stack: Stack): Bucket {
  const bucket = new Bucket(stack, "Pages", {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  excuse(bucket, "It holds public pages only; who reads them is of no interest.", "S1");
  return bucket;
}

const pageHeaders = (stack: Stack): ResponseHeadersPolicy =>
  new ResponseHeadersPolicy(stack, "PageHeaders", {
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy: CONTENT_SECURITY_POLICY, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: { accessControlMaxAge: HSTS, override: true },
    },
  });

let contract: unknown;
/** Read once for each process: a second of CPU time. */
function openapi(): unknown {
  contract ??= YAML.parse(readFileSync(join(ASSETS, "openapi.yaml"), "utf8"));
  return contract;
}

/** The pages at the root and the published contract below /contract, as the on-prem server has them. */
function deployPages(stack: Stack, pages: string, bucket: Bucket, distribution: Distribution): void {
  new BucketDeployment(stack, "PagesDeployment", {
    destinationBucket: bucket,
    sources: [Source.asset(pages)],
    prune: false,
    distribution,
    distributionPaths: ["/*"],
  });
  new BucketDeployment(stack, "ContractDeployment", {
    destinationBucket: bucket,
    destinationKeyPrefix: "contract/",
    sources: [Source.asset(ASSETS, { exclude: ["ui", "ui/**"] }), Source.jsonData("openapi.json", openapi())],
  });
  const actions = ["s3:Abort*", "s3:DeleteObject*", "s3:GetBucket*", "s3:GetObject*", "s3:List*"];
  const resources = ["*", `<${stack.getLogicalId(bucket.node.defaultChild as CfnBucket)}.Arn>/*`, ASSETS_OF_CDK];
  excuseProvider(
    stack,
    "CDKBucketDeployment",
    "L1",
    ...actions.map((action) => `IAM5[Action::${action}]`),
    ...resources.map((resource) => `IAM5[Resource::${stack.resolve(resource)}]`),
  );
}
