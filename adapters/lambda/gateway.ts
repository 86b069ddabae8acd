/** The port `Gateway` on API Gateway's management endpoint (`@connections`). */
import {
  ApiGatewayManagementApiClient,
  type ApiGatewayManagementApiClientConfig,
  DeleteConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import type { Clock, Gateway } from "../../handlers/ports/index.ts";

/** Attempts of one call, and milliseconds before the second one (doubled, with chance): together below 2 s. */
export const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 100;
/** Milliseconds. What takes longer has an unknown end; the function itself has 29 s. */
const CONNECTION_TIMEOUT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 5_000;

/** The connection was never made: not a byte of the frame has left. */
const NEVER_SENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"]);

interface Failure {
  name?: string;
  code?: string;
  $metadata?: { httpStatusCode?: number };
}

type Fate = "gone" | "not delivered" | "unknown";

/**
 * What became of a frame. 410: the socket is gone. 429: throttled before anything was done. A server's error or a
 * time-out says nothing: the frame may have arrived, and a second one would be a doubled event.
 */
function fateOf(error: unknown): Fate {
  const { name, code, $metadata } = error as Failure;
  const status = $metadata?.httpStatusCode;
  if (name === "GoneException" || status === 410) return "gone";
  if (status === 429 || name === "LimitExceededException" || name === "ThrottlingException") return "not delivered";
  return status === undefined && code !== undefined && NEVER_SENT.has(code) ? "not delivered" : "unknown";
}

export interface GatewayOptions {
  /** `https://<api>.execute-api.<region>.amazonaws.com/<stage>`, or an emulator's. */
  endpoint: string;
  clock: Clock;
  config?: ApiGatewayManagementApiClientConfig;
}

/** Repeats a call only where it surely had no effect; the SDK's own repetitions know no such difference and are off. */
export function createGateway({ endpoint, clock, config }: GatewayOptions): Gateway {
  const client = new ApiGatewayManagementApiClient({
    endpoint,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: CONNECTION_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    ...config,
  });
  const pause = (attempt: number) =>
    new Promise<void>((resolve) => {
      clock.after(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2), resolve);
    });

  async function repeated(send: () => Promise<unknown>, repeatable: (fate: Fate) => boolean): Promise<"sent" | "gone"> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await send();
        return "sent";
      } catch (error) {
        const fate = fateOf(error);
        if (fate === "gone") return "gone";
        if (attempt === ATTEMPTS || !repeatable(fate)) throw error;
        await pause(attempt);
      }
    }
  }

  return {
    post: (id, frame) =>
      repeated(
        () => client.send(new PostToConnectionCommand({ ConnectionId: id, Data: frame })),
        (fate) => fate === "not delivered",
      ),
    async close(id) {
      // to close twice is to close once
      await repeated(
        () => client.send(new DeleteConnectionCommand({ ConnectionId: id })),
        () => true,
      );
    },
  };
}
