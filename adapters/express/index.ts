/** `ccu-anywhere/express`: REST in an Express app, or on a bare HTTP server of Node. */
export {
  type ApiOptions,
  createApiMiddleware,
  createExpressApp,
  type ExpressOptions,
  type IsTrustedProxy,
  toApiRequest,
} from "./app.ts";
