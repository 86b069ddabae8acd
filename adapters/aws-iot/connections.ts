/** Ends an open connection of the broker (AWS IoT data plane, DeleteConnection). */
import type { IoTClient } from "@aws-sdk/client-iot";
import { SignatureV4 } from "@smithy/signature-v4";

const SERVICE = "iotdata";
/** Milliseconds: an admin waits for the end of a relay; its certificate is void in any case. */
const TIMEOUT_MS = 3_000;

/**
 * Resolves also where there is no such connection. Rejects where AWS refuses.
 * @param endpoint of the data plane, https://<account's host>
 * @param client whose region and credentials sign
 */
export async function endConnection(client: IoTClient, endpoint: URL, clientId: string): Promise<void> {
  const signer = new SignatureV4({
    service: SERVICE,
    region: client.config.region,
    credentials: client.config.credentials,
    sha256: client.config.sha256,
  });
  // its last will is said, so that the state that the broker keeps is true; its session is of no more use
  const query = { cleanSession: "true", preventWillMessage: "false" };
  const path = `/connections/${encodeURIComponent(clientId)}`;
  const { headers } = await signer.sign({
    method: "DELETE",
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    path,
    query,
    headers: { host: endpoint.host },
  });
  const { host: _, ...sent } = headers;
  const response = await fetch(new URL(`${path}?${new URLSearchParams(query)}`, endpoint), {
    method: "DELETE",
    headers: sent,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (!response.ok && response.status !== 404) throw new Error(`AWS IoT answered ${response.status}`);
}
