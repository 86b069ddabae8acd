/** The HTTP API and the WebSocket API. */
import { ArnFormat, RemovalPolicy, type Stack } from "aws-cdk-lib";
import {
  CfnIntegration,
  CfnRoute,
  CfnStage,
  HttpApi,
  HttpMethod,
  WebSocketApi,
  WebSocketStage,
} from "aws-cdk-lib/aws-apigatewayv2";
import { WebSocketLambdaAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { HttpLambdaIntegration, WebSocketLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import type { Role } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { allowWildcards, excuse } from "./nag.ts";
import { LOG_RETENTION } from "./stack-functions.ts";

export const STAGE = "live";
/** Operations of the stream with a route of their own; what is none of them goes to `$default`. */
const OPS = ["subscribe", "unsubscribe", "call", "reauth"] as const;
/**
 * Requests a second, and of a burst, of all homes together: a tenth of what an account has in smaller regions, so that
 * a flood costs little and leaves the sockets' own calls (`@connections`, the same account limit) alone.
 */
const THROTTLE = { rateLimit: 250, burstLimit: 500 };

/** The WebSocket API before it has routes: functions must know its address, routes must know the functions. */
export function createSocketApi(stack: Stack): { api: WebSocketApi; stage: WebSocketStage } {
  const api = new WebSocketApi(stack, "SocketApi", {
    description: "CCU Anywhere: events and commands",
    routeSelectionExpression: "$request.body.op",
  });
  const stage = new WebSocketStage(stack, "SocketStage", {
    webSocketApi: api,
    stageName: STAGE,
    autoDeploy: true,
    throttle: THROTTLE,
  });
  excuse(
    stage,
    "The functions log each call; logs of a WebSocket stage need a role that is set for the whole account.",
    "APIG1",
  );
  return { api, stage };
}

export function addSocketRoutes(
  stack: Stack,
  api: WebSocketApi,
  { socket, authorizer }: { socket: IFunction; authorizer: IFunction },
): void {
  const integration = () => new WebSocketLambdaIntegration("Socket", socket);
  // no identity sources: the credential may stand in a header, a cookie or the query, and the function looks at all
  const checks = new WebSocketLambdaAuthorizer("Authorizer", authorizer, { identitySource: [] });
  api.addRoute("$connect", { integration: integration(), authorizer: checks });
  const routes = ["$disconnect", "$default", ...OPS].map((key) => api.addRoute(key, { integration: integration() }));
  for (const route of routes)
    excuse(
      route,
      "API Gateway authorises a socket when it opens ($connect); later messages carry that result.",
      "APIG4",
    );
  excuse(addPong(stack, api), "Nothing happens: the answer to a ping.", "APIG4");
}

/** The answer to a ping calls no function: that it came keeps the socket open, and that is all it is for. */
function addPong(stack: Stack, api: WebSocketApi): CfnRoute {
  const mock = new CfnIntegration(stack, "PongMock", {
    apiId: api.apiId,
    integrationType: "MOCK",
    templateSelectionExpression: "\\$default",
    requestTemplates: { $default: '{"statusCode":200}' },
  });
  return new CfnRoute(stack, "PongRoute", {
    apiId: api.apiId,
    routeKey: "pong",
    authorizationType: "NONE",
    target: `integrations/${mock.ref}`,
  });
}

export function createHttpApi(stack: Stack, rest: IFunction): HttpApi {
  const api = new HttpApi(stack, "HttpApi", { description: "CCU Anywhere: REST", createDefaultStage: false });
  const [route] = api.addRoutes({
    path: "/{proxy+}",
    methods: [HttpMethod.ANY],
    integration: new HttpLambdaIntegration("Rest", rest),
  });
  if (route)
    excuse(route, "Each operation declares its role and the dispatcher checks it; some are public (login).", "APIG4");
  const log = new LogGroup(stack, "HttpAccessLog", { retention: LOG_RETENTION, removalPolicy: RemovalPolicy.DESTROY });
  // no query: clients may put credentials there
  const format = [
    "requestId",
    "ip",
    "requestTime",
    "httpMethod",
    "path",
    "status",
    "responseLength",
    "integrationLatency",
  ];
  new CfnStage(stack, "HttpStage", {
    apiId: api.apiId,
    stageName: "$default",
    autoDeploy: true,
    defaultRouteSettings: { throttlingRateLimit: THROTTLE.rateLimit, throttlingBurstLimit: THROTTLE.burstLimit },
    accessLogSettings: {
      destinationArn: log.logGroupArn,
      format: JSON.stringify(Object.fromEntries(format.map((name) => [name, `$context.${name}`]))),
    },
  });
  return api;
}

/** Posting to sockets and closing them, of this API and stage only. */
export function allowSockets(stack: Stack, role: Role, api: WebSocketApi): void {
  const connection = (method: "POST" | "DELETE") =>
    stack.formatArn({
      service: "execute-api",
      resource: api.apiId,
      resourceName: `${STAGE}/${method}/@connections/*`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  allowWildcards(role, {
    actions: ["execute-api:ManageConnections"],
    resources: [connection("POST"), connection("DELETE")],
    because: "Connections have no names in advance; the API and its stage are named.",
  });
}
