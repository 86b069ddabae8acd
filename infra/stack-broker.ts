/** Who may say and hear what on the broker (AWS IoT Core): the policy of relays, and the permissions of functions. */
import { ArnFormat, type Stack } from "aws-cdk-lib";
import { PolicyDocument, PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import { CfnPolicy } from "aws-cdk-lib/aws-iot";
import { AwsCustomResource, AwsCustomResourcePolicy, Logging, PhysicalResourceId } from "aws-cdk-lib/custom-resources";
import { replyTopics, TOPIC_ROOT, topics } from "../handlers/relay/protocol/messages.ts";
import { allowWildcards, excuse, excuseProvider } from "./nag.ts";
import type { BrokerUse } from "./stack-functions.ts";

/** Names of things, and so of relays' connections: `ccu-anywhere-<site>-<pairing>` (handlers/features/relays/pairings.ts). */
const THING_PREFIX = "ccu-anywhere-";
/** Names of the functions' connections: a second connection with a relay's name would end the relay's. */
export const CLOUD_CLIENT_PREFIX = "ccu-anywhere~";
/** Attribute of a thing: the site that it may speak for. */
const SITE_ATTRIBUTE = "site";

/** The site of the connected thing, filled in by the broker; nothing where the client is no thing of ours. */
const OWN_SITE = `\${iot:Connection.Thing.Attributes[${SITE_ATTRIBUTE}]}`;
const OWN_NAME = `\${iot:Connection.Thing.ThingName}`;

const arnOf =
  (stack: Stack) =>
  (kind: "client" | "topic" | "topicfilter" | "thing" | "cert", name: string): string =>
    stack.formatArn({ service: "iot", resource: kind, resourceName: name, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });

/**
 * One policy for the certificates of all relays: each may connect under its own thing's name only, speak below its own
 * site's `up` and hear its own site's `down` and what it said last about itself.
 */
export function createRelayPolicy(stack: Stack): CfnPolicy {
  const arn = arnOf(stack);
  const own = topics(OWN_SITE);
  const heard = [own.everyDown, own.state];
  const filters = [own.request, own.ack, own.listening, own.flush, own.resync, own.everyDown, own.state];
  const document = new PolicyDocument({
    statements: [
      new PolicyStatement({
        actions: ["iot:Connect"],
        resources: [arn("client", OWN_NAME)],
        conditions: { Bool: { "iot:Connection.Thing.IsAttached": ["true"] } },
      }),
      new PolicyStatement({ actions: ["iot:Publish"], resources: [arn("topic", own.everyUp.replace("#", "*"))] }),
      new PolicyStatement({ actions: ["iot:RetainPublish"], resources: [arn("topic", own.state)] }),
      new PolicyStatement({
        actions: ["iot:Subscribe"],
        resources: filters.map((filter) => arn("topicfilter", filter)),
      }),
      new PolicyStatement({
        actions: ["iot:Receive"],
        resources: heard.map((topic) => arn("topic", topic.replace("#", "*"))),
      }),
    ],
  });
  return new CfnPolicy(stack, "RelayPolicy", { policyDocument: document });
}

const MANY_SITES = "One deployment serves many homes: the site's part of the topic is any.";
const NOT_YET = "It has no name before it is made; things and connections are limited to our names.";

/** Functions sign their WebSocket to the broker with their own role: this is what that role may do there. */
export function allowBroker(stack: Stack, role: Role, { publish = [], publishRetained = [] }: BrokerUse): void {
  const arn = arnOf(stack);
  const allow = (action: string, resources: string[], because = MANY_SITES): void =>
    allowWildcards(role, { actions: [`iot:${action}`], resources, because });
  const down = (kinds: readonly string[]) => kinds.map((kind) => arn("topic", `${TOPIC_ROOT}/*/down/${kind}`));
  allow(
    "Connect",
    [arn("client", `${CLOUD_CLIENT_PREFIX}*`)],
    "Each instance of a function connects under a name of its own.",
  );
  allow("Publish", down([...publish, ...publishRetained]));
  if (publishRetained.length > 0) allow("RetainPublish", down(publishRetained));
  const heard = ["reply/*", "state"].map((kind) => `${TOPIC_ROOT}/*/up/${kind}`);
  allow(
    "Receive",
    heard.map((topic) => arn("topic", topic)),
  );
  // in a filter `+` is an ordinary character: the one subscription for the replies of all homes
  const filters = [replyTopics("*"), `${TOPIC_ROOT}/*/up/state`];
  allow(
    "Subscribe",
    filters.map((filter) => arn("topicfilter", filter)),
  );
}

/**
 * Making and ending the certificates of relays: things of our names only, where AWS IoT lets that be said. What stands
 * with `*` has no resources (service authorization reference: AttachThingPrincipal and its like take none).
 */
export function allowPairing(stack: Stack, role: Role, pairs: "makes" | "ends"): void {
  const arn = arnOf(stack);
  const things = arn("thing", `${THING_PREFIX}*`);
  const certificates = arn("cert", "*");
  const allow = (resources: string[], ...actions: string[]): void =>
    allowWildcards(role, { actions: actions.map((action) => `iot:${action}`), resources, because: NOT_YET });
  if (pairs === "makes") {
    allow(["*"], "CreateCertificateFromCsr", "AttachThingPrincipal");
    allow([things], "CreateThing");
    allow([certificates], "AttachPolicy");
  }
  allow(["*"], "DetachThingPrincipal", "ListThingPrincipals");
  allow([things], "DeleteThing");
  allow([certificates], "DetachPolicy", "UpdateCertificate", "DeleteCertificate");
  allow([arn("client", `${THING_PREFIX}*`)], "DeleteConnection");
}

/** What CloudFormation cannot tell: asked once, by a function of the CDK. */
export interface Asked {
  /** Host of the account's broker. */
  brokerHost: string;
  /** Known to CloudFront and the functions: what comes with it was told by CloudFront. */
  edgeKey: string;
}

/** Characters of the key between CloudFront and the functions. */
const EDGE_KEY_LENGTH = 43;

export function askAws(stack: Stack): Asked {
  const endpoint = {
    service: "Iot",
    action: "describeEndpoint",
    parameters: { endpointType: "iot:Data-ATS" },
    physicalResourceId: PhysicalResourceId.of("ccu-anywhere-broker"),
    outputPaths: ["endpointAddress"],
  };
  const password = {
    service: "SecretsManager",
    action: "getRandomPassword",
    parameters: { PasswordLength: EDGE_KEY_LENGTH, ExcludePunctuation: true },
    physicalResourceId: PhysicalResourceId.of("ccu-anywhere-edge"),
    outputPaths: ["RandomPassword"],
    logging: Logging.withDataHidden(),
  };
  const ask = (id: string, call: typeof endpoint | typeof password, permission: string): AwsCustomResource => {
    const statement = new PolicyStatement({ actions: [permission], resources: ["*"] });
    const asked = new AwsCustomResource(stack, id, {
      onUpdate: call,
      policy: AwsCustomResourcePolicy.fromStatements([statement]),
      installLatestAwsSdk: false,
    });
    excuse(asked, `${permission} knows no resources.`, "IAM5[Resource::*]");
    return asked;
  };
  const broker = ask("BrokerEndpoint", endpoint, "iot:DescribeEndpoint");
  const edge = ask("EdgeKey", password, "secretsmanager:GetRandomPassword");
  excuseProvider(stack, AwsCustomResource.PROVIDER_FUNCTION_UUID.replaceAll("-", ""));
  return { brokerHost: broker.getResponseField("endpointAddress"), edgeKey: edge.getResponseField("RandomPassword") };
}
