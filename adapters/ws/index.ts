/** `ccu-anywhere/ws`: the WebSocket on an HTTP server of Node. */
export { attachWebSocket, type WebSocketOptions } from "./attach.ts";
