/** Logins of the CCU's users, asked of the home's relay. */
import { createDynamoHome } from "../../adapters/dynamodb/home.ts";
import type { DynamoTable } from "../../adapters/dynamodb/table.ts";
import type { CcuLogin } from "../../handlers/auth/ccu-users.ts";
import { changeUserRole } from "../../handlers/auth/revocation.ts";
import type { Credentials } from "../../handlers/kernel/authentication.ts";
import type { Site } from "../../handlers/kernel/site.ts";
import { type Connections, DEPLOYMENT } from "../../handlers/ports/index.ts";
import type { BrokerAccess } from "../../handlers/relay/cloud/broker-access.ts";
import { createRelayedCcuLogin } from "../../handlers/relay/cloud/ccu-login.ts";

type Parts = Pick<Site, "id" | "store" | "clock" | "secrets" | "log"> & {
  broker: BrokerAccess;
  table: DynamoTable;
  credentials: () => Credentials;
  connections: () => Connections;
};

/** `undefined` for the home of nobody. */
export const ccuLoginOf = ({ table, credentials, connections, ...parts }: Parts): CcuLogin | undefined =>
  parts.id === DEPLOYMENT
    ? undefined
    : createRelayedCcuLogin({
        ...parts,
        // what the relay has told: a login need not wait for its news
        capabilities: async () => (await createDynamoHome({ table, site: parts.id }).program())?.capabilities ?? [],
        roleChanged: (subject, role) =>
          changeUserRole({ credentials: credentials(), connections: connections() }, subject, role),
      });
