/** The broker as the cloud's end uses it. Implemented by infra/functions/broker.ts and by the doubles of the tests. */
import type { RelayTransport } from "../protocol/messages.ts";
import type { Requester } from "./requester.ts";

export interface BrokerAccess {
  /**
   * Connected where that is possible within a few seconds; else whoever uses the connection is told so.
   * @param site whose relay is about to be asked: what that needs is requested together with the connection
   */
  open(site?: string): Promise<{ connection: RelayTransport; requester: Requester }>;
}
