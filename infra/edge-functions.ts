/**
 * What CloudFront does with a request before it goes on. The functions below run there, not here: their text is sent, so
 * they may use nothing from outside themselves (cloudfront-js-2.0; each has a test that runs it).
 */
import { PATH_HEADER, VIEWER_HEADER } from "../adapters/lambda/event.ts";

interface EdgeEvent {
  viewer: { ip: string };
  request: { uri: string; headers: Record<string, { value: string }> };
}
type EdgeRequest = EdgeEvent["request"];

/** Tells the API what it cannot see from behind: the client's address, the host it asked, the path as it was written. */
function tellApi(event: EdgeEvent, viewerHeader: string, pathHeader: string): EdgeRequest {
  const request = event.request;
  request.headers[viewerHeader] = { value: event.viewer.ip };
  request.headers[pathHeader] = { value: request.uri };
  request.headers["x-forwarded-host"] = { value: request.headers.host ? request.headers.host.value : "" };
  return request;
}

/** The same for the WebSocket API, whose only path is its stage. */
function tellEvents(event: EdgeEvent, viewerHeader: string, stage: string): EdgeRequest {
  const request = event.request;
  request.headers[viewerHeader] = { value: event.viewer.ip };
  request.headers["x-forwarded-host"] = { value: request.headers.host ? request.headers.host.value : "" };
  request.uri = `/${stage}`;
  return request;
}

/** `/api` is the page api.html, as on the on-prem server. */
function findPage(event: EdgeEvent): EdgeRequest {
  const request = event.request;
  const last = request.uri.split("/").pop();
  if (last === "" && request.uri !== "/") request.uri += "index.html";
  else if (last && last.indexOf(".") < 0) request.uri += ".html";
  return request;
}

const handler = (body: string): string => `function handler(event) { return ${body}; }`;

export const apiEdgeCode = (): string =>
  `${tellApi.toString()}\n${handler(`tellApi(event, "${VIEWER_HEADER}", "${PATH_HEADER}")`)}`;
export const eventsEdgeCode = (stage: string): string =>
  `${tellEvents.toString()}\n${handler(`tellEvents(event, "${VIEWER_HEADER}", "${stage}")`)}`;
export const pagesEdgeCode = (): string => `${findPage.toString()}\n${handler("findPage(event)")}`;
