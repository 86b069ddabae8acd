/** The one table, the installation's key, and who may do what to the table. */
import { RemovalPolicy, type Stack } from "aws-cdk-lib";
import { AttributeType, BillingMode, Table, TableEncryption } from "aws-cdk-lib/aws-dynamodb";
import { CompositePrincipal, type Conditions, PolicyStatement, Role, SessionTagsPrincipal } from "aws-cdk-lib/aws-iam";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { DEPLOYMENT } from "../handlers/ports/index.ts";
import { SITE_TAG } from "./functions/limits.ts";
import { excuse } from "./nag.ts";

/** All that adapters/dynamodb asks of DynamoDB; a test compares the two. No Scan, no transactions, no batch writes. */
export const TABLE_ACTIONS = ["BatchGetItem", "DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem"] as const;
export type TableAction = (typeof TABLE_ACTIONS)[number];

/** Letters and digits: 43 of them hold 256 bits of chance. */
const KEY_LENGTH = 43;

/** A function's role and the actions that it needs. */
export interface TableUser {
  role: Role;
  actions: readonly TableAction[];
}

export interface CloudState {
  table: Table;
  /** `CCU_ANYWHERE_SECRET`: the key of the port `Secrets`. */
  secret: Secret;
  /** With strict isolation: the role that a request assumes. */
  siteRole?: Role;
}

const named = (actions: readonly TableAction[]): string[] => actions.map((action) => `dynamodb:${action}`);

export function createState(stack: Stack, users: readonly TableUser[], strictIsolation: boolean): CloudState {
  const table = new Table(stack, "Table", {
    partitionKey: { name: "pk", type: AttributeType.STRING },
    sortKey: { name: "sk", type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    timeToLiveAttribute: "ttl",
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    encryption: TableEncryption.AWS_MANAGED,
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const secret = new Secret(stack, "Secret", {
    description: "Key under which CCU Anywhere seals secrets. Without it the sealed ones are lost.",
    generateSecretString: { passwordLength: KEY_LENGTH, excludePunctuation: true },
    removalPolicy: RemovalPolicy.RETAIN,
  });
  excuse(secret, "It is not rotated: another key would make unreadable what was sealed under this one.", "SMG4");
  if (strictIsolation) return { table, secret, siteRole: createSiteRole(stack, table, users) };
  for (const { role, actions } of users) role.addToPrincipalPolicy(tableStatement(table, actions));
  return { table, secret };
}

const tableStatement = (table: Table, actions: readonly TableAction[], conditions?: Conditions): PolicyStatement =>
  new PolicyStatement({ actions: named(actions), resources: [table.tableArn], conditions });

/** Only keys like this one. The second condition: a call that names no key at all would fulfil the first. */
const onlyKeys = (pattern: string): Conditions => ({
  "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [pattern] },
  Null: { "dynamodb:LeadingKeys": "false" },
});

/**
 * Strict isolation: a function's own role reaches only what belongs to no site. For a request it assumes this role with
 * the site as a session tag, and the policy repeats the rule of the code: keys begin with the session's site.
 */
function createSiteRole(stack: Stack, table: Table, users: readonly TableUser[]): Role {
  const siteRole = new Role(stack, "SiteRole", {
    description: "The items of one site: the one in the session's tag",
    assumedBy: new CompositePrincipal(
      ...users.map(({ role }) =>
        new SessionTagsPrincipal(role).withConditions({
          StringLike: { [`aws:RequestTag/${SITE_TAG}`]: "?*" },
          "ForAllValues:StringEquals": { "aws:TagKeys": [SITE_TAG] },
        }),
      ),
    ),
  });
  siteRole.addToPrincipalPolicy(tableStatement(table, TABLE_ACTIONS, onlyKeys(`\${aws:PrincipalTag/${SITE_TAG}}#*`)));
  for (const { role, actions } of users) {
    role.addToPrincipalPolicy(tableStatement(table, actions, onlyKeys(`${DEPLOYMENT}#*`)));
    const session = { actions: ["sts:AssumeRole", "sts:TagSession"], resources: [siteRole.roleArn] };
    role.addToPrincipalPolicy(new PolicyStatement(session));
  }
  return siteRole;
}
