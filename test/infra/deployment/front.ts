import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { Match } from "aws-cdk-lib/assertions";
import { EDGE_HEADER } from "../../../adapters/lambda/event.ts";
import { CONTENT_SECURITY_POLICY } from "../../../infra/stack-edge.ts";
import { askedOf, flat, synthesize } from "../synthesized.ts";

const { template, resources } = synthesize();
const { ofType, one } = askedOf(resources);

describe("gateways", () => {
  const routes = ofType("AWS::ApiGatewayV2::Route").map(([, { Properties }]) => Properties);
  const route = (key: string) => routes.find(({ RouteKey }) => RouteKey === key);

  test("sockets: chosen by op, checked when they open, pong without a function", () => {
    template.hasResourceProperties("AWS::ApiGatewayV2::Api", {
      ProtocolType: "WEBSOCKET",
      RouteSelectionExpression: "$request.body.op",
    });
    assert.equal(route("$connect")?.AuthorizationType, "CUSTOM");
    for (const key of ["$disconnect", "$default", "subscribe", "unsubscribe", "call", "reauth"])
      assert.ok(route(key), key);
    const { AuthorizerType, IdentitySource = [] } = one("AWS::ApiGatewayV2::Authorizer");
    assert.equal(AuthorizerType, "REQUEST");
    assert.deepEqual(IdentitySource, []);
    const mock = ofType("AWS::ApiGatewayV2::Integration").find(
      ([, { Properties }]) => Properties.IntegrationType === "MOCK",
    );
    assert.deepEqual(mock?.[1].Properties.RequestTemplates, { $default: '{"statusCode":200}' });
    assert.equal(flat(route("pong")?.Target), `integrations/<${mock?.[0]}>`);
  });

  test("REST: one route for everything, payload 2.0", () => {
    const http = ofType("AWS::ApiGatewayV2::Route").filter(([id]) => id.startsWith("HttpApi"));
    assert.deepEqual(
      http.map(([, { Properties }]) => Properties.RouteKey),
      ["ANY /{proxy+}"],
    );
    template.hasResourceProperties("AWS::ApiGatewayV2::Integration", {
      IntegrationType: "AWS_PROXY",
      PayloadFormatVersion: "2.0",
    });
  });

  test("both are throttled, and the access log holds neither query nor headers", () => {
    for (const [id, { Properties }] of ofType("AWS::ApiGatewayV2::Stage"))
      assert.ok(((Properties.DefaultRouteSettings as Record<string, number>).ThrottlingRateLimit ?? 0) > 0, id);
    const { Format } = one("AWS::ApiGatewayV2::Stage", "HttpStage").AccessLogSettings as { Format: string };
    assert.doesNotMatch(Format, /query|header|authorizer/i);
  });
});

type Behavior = Record<string, unknown> & { PathPattern: string; TargetOriginId: string };
interface Origin {
  Id: string;
  OriginCustomHeaders: { HeaderName: string; HeaderValue: unknown }[];
}

describe("one host", () => {
  const { DistributionConfig: edge } = one("AWS::CloudFront::Distribution") as {
    DistributionConfig: { CacheBehaviors: Behavior[]; DefaultCacheBehavior: Behavior; Origins: Origin[] };
  };
  const behaviors = edge.CacheBehaviors;
  const originOf = (behavior: Behavior): Origin => edge.Origins.find(({ Id }) => Id === behavior.TargetOriginId)!;

  test("events before the API before the pages", () => {
    assert.deepEqual(
      behaviors.map(({ PathPattern }) => PathPattern),
      ["/api/v1/events", "/api/*"],
    );
    assert.match(JSON.stringify(originOf(behaviors[0]!)), /SocketApi/);
    assert.match(JSON.stringify(originOf(behaviors[1]!)), /HttpApi/);
    assert.match(JSON.stringify(originOf(edge.DefaultCacheBehavior)), /OriginAccessControlId/);
  });

  test("the API is not cached, not redirected, and gets all but the host", () => {
    const managed = {
      cachingDisabled: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
      allButHost: "b689b0a8-53d0-40ab-baf2-68738e2966ac",
    };
    for (const behavior of behaviors) {
      assert.equal(behavior.ViewerProtocolPolicy, "https-only");
      assert.equal(behavior.CachePolicyId, managed.cachingDisabled);
      assert.equal(behavior.OriginRequestPolicyId, managed.allButHost);
      assert.equal((behavior.AllowedMethods as string[]).length, 7);
      assert.equal((behavior.FunctionAssociations as unknown[]).length, 1);
    }
  });

  test("CloudFront proves itself to the functions with a key that is nowhere in the template", () => {
    for (const behavior of behaviors) {
      const [header] = originOf(behavior).OriginCustomHeaders;
      assert.equal(header?.HeaderName, EDGE_HEADER);
      assert.match(flat(header?.HeaderValue), /^<EdgeKey\w+\.RandomPassword>$/);
    }
    const { Variables } = one("AWS::Lambda::Function", "Socket").Environment as { Variables: Record<string, unknown> };
    assert.match(flat(Variables.CCU_ANYWHERE_EDGE_KEY), /^<EdgeKey\w+\.RandomPassword>$/);
    const asked = ofType("Custom::AWS").find(([id]) => id.startsWith("EdgeKey"));
    assert.match(flat(asked?.[1].Properties.Create), /"logApiResponseData":false/);
  });

  test("pages carry the headers of the on-prem server", () => {
    const source = readFileSync(join(import.meta.dirname, "../../../adapters/express/pages.ts"), "utf8");
    assert.ok(source.includes(`"${CONTENT_SECURITY_POLICY}"`));
    const { ResponseHeadersPolicyConfig: headers } = one("AWS::CloudFront::ResponseHeadersPolicy") as {
      ResponseHeadersPolicyConfig: { SecurityHeadersConfig: Record<string, Record<string, unknown>> };
    };
    const { SecurityHeadersConfig: security } = headers;
    assert.equal(security.ContentSecurityPolicy?.ContentSecurityPolicy, CONTENT_SECURITY_POLICY);
    assert.equal(security.ReferrerPolicy?.ReferrerPolicy, "no-referrer");
    assert.equal(security.FrameOptions?.FrameOption, "DENY");
    assert.ok(security.StrictTransportSecurity && security.ContentTypeOptions);
  });

  test("an own host name needs TLS 1.2", () => {
    const own = synthesize({
      domain: "ccu.example.org",
      certificateArn: "arn:aws:acm:us-east-1:111111111111:certificate/1",
    });
    own.template.hasResourceProperties("AWS::CloudFront::Distribution", {
      DistributionConfig: Match.objectLike({
        Aliases: ["ccu.example.org"],
        ViewerCertificate: Match.objectLike({ MinimumProtocolVersion: "TLSv1.2_2021" }),
      }),
    });
  });
});
