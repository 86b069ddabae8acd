/** Events of API Gateway as the live service makes them, for tests. */
import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from "aws-lambda";
import type { LambdaContext } from "../../adapters/lambda/invocation.ts";

export interface TestRequest {
  method?: string;
  /** As the client sends it, percent-encoded. */
  path?: string;
  query?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  stage?: string;
}

const bodyOf = (body: TestRequest["body"]) =>
  body === undefined
    ? { isBase64Encoded: false }
    : typeof body === "string"
      ? { body, isBase64Encoded: false }
      : { body: Buffer.from(body).toString("base64"), isBase64Encoded: true };

/** Payload 2.0: cookies apart, header names in lower case, path as given (HTTP APIs decode it: pass it decoded). */
export function eventV2({ method = "GET", path = "/", query = "", headers = {}, body, stage }: TestRequest = {}) {
  const { cookie, ...rest } = headers;
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: query,
    headers: rest,
    ...(cookie ? { cookies: cookie.split("; ") } : {}),
    requestContext: {
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "192.0.2.7", userAgent: "test" },
      stage: stage ?? "$default",
    },
    ...bodyOf(body),
  } as unknown as APIGatewayProxyEventV2;
}

/** Payload 1.0: names as the client wrote them, everything twice, query decoded. */
export function eventV1({ method = "GET", path = "/", query = "", headers = {}, body, stage }: TestRequest = {}) {
  const parameters = new URLSearchParams(query);
  const multiple = Object.fromEntries([...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name)]));
  return {
    version: "1.0",
    resource: "/{proxy+}",
    path,
    httpMethod: method,
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: query === "" ? null : Object.fromEntries(parameters),
    multiValueQueryStringParameters: query === "" ? null : multiple,
    requestContext: { path: `/${stage ?? "prod"}${path}`, stage: stage ?? "prod", identity: { sourceIp: "192.0.2.7" } },
    ...bodyOf(body),
    ...(body === undefined ? { body: null } : {}),
  } as unknown as APIGatewayProxyEvent;
}

let calls = 0;
export const context = (remaining = 30_000): LambdaContext => {
  calls += 1;
  return { awsRequestId: `request-${calls}`, functionName: "test", getRemainingTimeInMillis: () => remaining };
};
