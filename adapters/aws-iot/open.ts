/** Pairing on a client of AWS IoT. */
import { IoTClient, type IoTClientConfig } from "@aws-sdk/client-iot";
import { createThings } from "./certificates.ts";
import { endConnection } from "./connections.ts";
import { createIotAccess, type IotAccess, type IotAccessOptions } from "./relay-access.ts";

export interface IotOptions extends Omit<IotAccessOptions, "things" | "endConnection"> {
  /** Empty: what the environment says. */
  config: IoTClientConfig;
  /** Name of the policy of all relays. */
  policy: string;
  /** Of the data plane; absent: connections are left to end by themselves. */
  dataEndpoint?: URL;
}

export function openIotAccess({ config, policy, dataEndpoint, ...options }: IotOptions): IotAccess {
  const client = new IoTClient(config);
  return createIotAccess({
    ...options,
    things: createThings(client, policy),
    ...(dataEndpoint ? { endConnection: (clientId) => endConnection(client, dataEndpoint, clientId) } : {}),
  });
}
