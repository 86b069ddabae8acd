/** What a function is told: by its environment only. */
import { SITE_TAG, TABLE_NAME } from "./limits.ts";

export interface Environment {
  table: string;
  /** `mqtt://name:password@host`, or `wss://<endpoint>/mqtt` of AWS IoT, signed with the function's own credentials. */
  brokerUrl: URL;
  /** Address of the gateway's `@connections`. */
  wsEndpoint: string;
  /** Random text of at least {@link SECRET_LEAST} characters: what is sealed in the table is sealed with its hash. */
  secret: string;
  /** Beginning of the names under which functions connect to the broker. */
  brokerClient: string;
  /** What CloudFront proves itself with (adapters/lambda/event.ts). */
  edgeKey: string | undefined;
  /**
   * Address of the broker for relays, where it is another one than the functions'. With a name and password in it all
   * relays log in with those (a broker that knows its users itself); without, each gets its own.
   */
  relayBrokerUrl: string | undefined;
  /** Name of AWS IoT's policy for relays: they are paired there, with certificates. */
  relayPolicy?: string | undefined;
  /** Role that reaches one home, assumed with the home as this tag: homes are isolated by AWS too. */
  siteRole?: { arn: string; tag: string } | undefined;
  /** Bucket for answers that are too large for the gateway; absent: they are refused. */
  downloads?: string | undefined;
  /** Origins of web pages elsewhere that may use the API; `*` = all. */
  corsOrigins?: readonly string[];
  /** Language of labels and messages where a client names none. */
  locale?: "de" | "en";
}

/** Characters of a random text that has enough chance in it for a key of 256 bits. */
export const SECRET_LEAST = 32;

type Variables = Readonly<Record<string, string | undefined>>;

/** @throws Error that names the variable, never its value */
export function readEnvironment(variables: Variables): Environment {
  const optional = (name: string) => variables[name] || undefined;
  const address = (name: string, schemes: RegExp): URL => {
    const text = optional(name);
    if (text === undefined) throw new Error(`${name} is not set`);
    if (!URL.canParse(text) || !schemes.test(text)) throw new Error(`${name} is not a URL of the expected kind`);
    return new URL(text);
  };
  const table = optional("CCU_ANYWHERE_TABLE");
  if (table === undefined || !TABLE_NAME.test(table)) throw new Error("CCU_ANYWHERE_TABLE is not the name of a table");
  const secret = optional("CCU_ANYWHERE_SECRET");
  if (secret === undefined) throw new Error("CCU_ANYWHERE_SECRET is not set");
  if (secret.length < SECRET_LEAST)
    throw new Error(`CCU_ANYWHERE_SECRET must have at least ${SECRET_LEAST} characters`);
  const arn = optional("CCU_ANYWHERE_SITE_ROLE");
  if (arn !== undefined && !/^arn:[\w:/+=,.@-]+$/.test(arn))
    throw new Error("CCU_ANYWHERE_SITE_ROLE is not the ARN of a role");
  const locale = optional("CCU_ANYWHERE_LOCALE") ?? "en";
  if (locale !== "de" && locale !== "en") throw new Error("CCU_ANYWHERE_LOCALE is neither de nor en");
  const corsOrigins = (optional("CCU_ANYWHERE_CORS_ORIGINS") ?? "").split(",").map((origin) => origin.trim());
  return {
    table,
    brokerUrl: address("CCU_ANYWHERE_BROKER_URL", /^(mqtts?|wss?):/),
    wsEndpoint: address("CCU_ANYWHERE_WS_ENDPOINT", /^https?:/).href.replace(/\/$/, ""),
    secret,
    brokerClient: optional("CCU_ANYWHERE_BROKER_CLIENT") ?? "ccu-anywhere~",
    edgeKey: optional("CCU_ANYWHERE_EDGE_KEY"),
    relayBrokerUrl: optional("CCU_ANYWHERE_RELAY_BROKER_URL"),
    relayPolicy: optional("CCU_ANYWHERE_RELAY_POLICY"),
    siteRole: arn === undefined ? undefined : { arn, tag: optional("CCU_ANYWHERE_SITE_TAG") ?? SITE_TAG },
    downloads: optional("CCU_ANYWHERE_DOWNLOADS"),
    corsOrigins: corsOrigins.filter((origin) => origin !== ""),
    locale,
  };
}
