/** Quotas of API Gateway and Lambda, as far as a client can meet them. */

/** Bytes of a WebSocket message, and of one frame. */
export const MESSAGE_LIMIT = 131_072;
export const FRAME_LIMIT = 32_768;
/** Milliseconds that a socket lives, and that it may be silent in both directions. */
export const SOCKET_LIFE_MS = 7_200_000;
export const SOCKET_IDLE_MS = 600_000;
/** Milliseconds of an integration: WebSocket API, HTTP API. */
export const SOCKET_INTEGRATION_MS = 29_000;
export const HTTP_INTEGRATION_MS = 30_000;
/** Bytes of an HTTP request, and of a function's answer (as JSON). */
export const REQUEST_LIMIT = 10_485_760;
export const ANSWER_LIMIT = 6_291_556;
/** Bytes of request line and headers of an HTTP API. */
export const HEADERS_LIMIT = 10_240;
/** Bytes of an authorizer's context. */
export const AUTHORIZER_CONTEXT_LIMIT = 8_192;
