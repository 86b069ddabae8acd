/** Findings of cdk-nag that stay, each with the reason why. */
import { Stack, Validations } from "aws-cdk-lib";
import { PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import type { IConstruct } from "constructs";

/** `id` as cdk-nag prints it, with the finding in brackets where a rule has several. */
export function excuse(construct: IConstruct, reason: string, ...ids: string[]): void {
  Validations.of(construct).acknowledge(...ids.map((id) => ({ id: `AwsSolutions-${id}`, reason })));
}

interface Grant {
  /** With their service: `iot:Publish`. */
  actions: readonly string[];
  /** Their wildcards, and no others, are excused by `because`. */
  resources: readonly string[];
  because: string;
}

/** Allows it in the role's policy. */
export function allowWildcards(role: Role, { actions, resources, because }: Grant): void {
  role.addToPrincipalPolicy(new PolicyStatement({ actions: [...actions], resources: [...resources] }));
  const names = resources.map((resource) => printed(Stack.of(role).resolve(resource)));
  excuse(role, because, ...names.filter((name) => name.includes("*")).map((name) => `IAM5[Resource::${name}]`));
}

/** A resource as cdk-nag prints it: `<Name>` for a reference and for a variable, `<Name.Attribute>` for an attribute. */
function printed(value: unknown): string {
  if (typeof value === "string") return value.replace(/\$\{([^}]*)\}/g, "<$1>");
  const { Ref, "Fn::GetAtt": attribute, "Fn::Join": join } = value as Record<string, unknown>;
  if (typeof Ref === "string") return `<${Ref}>`;
  if (Array.isArray(attribute)) return `<${attribute.join(".")}>`;
  if (Array.isArray(join)) return (join[1] as unknown[]).map(printed).join(String(join[0]));
  throw new Error(`no way to print ${JSON.stringify(value)}`);
}

const MADE_BY_CDK = "The function is the CDK's own; it runs while something is deployed, never on behalf of a client.";

/** The function that the CDK adds to a stack for a kind of custom resource; `id` is part of its name. */
export function excuseProvider(stack: Stack, id: string, ...ids: string[]): void {
  const [provider] = stack.node.children.filter((child) => child.node.id.includes(id));
  if (!provider) throw new Error(`the CDK has added no ${id}`);
  const logs = "IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]";
  excuse(provider, MADE_BY_CDK, logs, ...ids);
}
