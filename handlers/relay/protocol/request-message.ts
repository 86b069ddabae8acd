/** A request that is forwarded to the home. */
import * as z from "zod";
import { At, Body, Echo, Epoch, KEPT_NAME_LIMIT, KEPT_URL_LIMIT, MessageId, REQUESTER_NAME } from "./parts.ts";

/** Characters of a forwarded path and query: API Gateway takes 10,240 bytes of request line and headers. */
export const PATH_LIMIT = 10_240;
export const QUERY_LIMIT = 16_384;

/** Characters of a name or a password that is asked about: a CCU takes far fewer. */
export const LOGIN_TEXT_LIMIT = 1_000;
/** Characters of an IPv6 address with its prefix, with room. */
export const NETWORK_LIMIT = 100;
/** Characters of an HTTP method: DELETE has six. */
export const METHOD_LIMIT = 10;
/** Characters of the name of a command, and of the number that its socket gave it. */
export const COMMAND_NAME_LIMIT = 200;

/** Who asks. The hash of the credential stays in the cloud. */
const ForwardedIdentity = z.object({
  subject: z.string(),
  role: z.enum(["viewer", "operator", "admin"]),
  scheme: z.enum(["basic", "bearer", "session", "oidc"]),
  expiresAt: z.number().optional(),
});

export const RequestMessage = z.object({
  id: MessageId,
  epoch: Epoch,
  /** When it was sent and until when it may begin, by the cloud's clock. */
  at: At,
  deadline: At,
  requester: z.string().regex(REQUESTER_NAME),
  identity: z.union([ForwardedIdentity, z.null()]),
  rest: z
    .object({
      method: z.string().max(METHOD_LIMIT),
      /** As received, with the API prefix. */
      path: z.string().max(PATH_LIMIT),
      query: z.string().max(QUERY_LIMIT),
      headers: z.record(z.string(), z.string()),
      body: Body.optional(),
      /** Where an answer goes that is too large for the broker: an address that takes one file, and the file's name. */
      keep: z.object({ name: z.string().max(KEPT_NAME_LIMIT), url: z.url().max(KEPT_URL_LIMIT) }).optional(),
    })
    .optional(),
  command: z
    .object({
      name: z.string().max(COMMAND_NAME_LIMIT),
      args: z.unknown(),
      requestId: z.string().max(COMMAND_NAME_LIMIT),
    })
    .optional(),
  /** Whether the CCU knows a user with this password; `network` of whoever asks, as `networkOf` gives it. */
  login: z
    .object({
      username: z.string().min(1).max(LOGIN_TEXT_LIMIT),
      password: z.string().min(1).max(LOGIN_TEXT_LIMIT),
      network: z.string().max(NETWORK_LIMIT),
    })
    .optional(),
  echo: Echo.optional(),
});
export type RequestMessage = z.infer<typeof RequestMessage>;
