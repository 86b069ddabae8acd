/**
 * `ccu-anywhere/lambda`: events of API Gateway as requests, messages of its WebSocket API as frames. Needs
 * `@aws-sdk/client-apigatewaymanagementapi`, which the Node runtime of Lambda brings along.
 */
export type { EventOptions } from "./event.ts";
export { createGateway, type GatewayOptions } from "./gateway.ts";
export type { HttpEvent, HttpResult, LargeAnswer } from "./http.ts";
export { invocationLog, type LambdaContext, type LambdaHandler } from "./invocation.ts";
export { createRestHandler, type RestOptions, type SiteReply } from "./rest.ts";
export {
  type Admit,
  type Admitted,
  type AuthorizerOptions,
  type AuthorizerResult,
  createAuthorizerHandler,
  createSocketHandler,
  type Handshake,
  type SocketEvent,
  type SocketOptions,
  type SocketResult,
  type SocketSites,
} from "./socket.ts";
