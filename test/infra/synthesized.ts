/** The deployment as CloudFormation would get it, and the questions that tests ask of its policies. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { Code } from "aws-cdk-lib/aws-lambda";
import { readSettings } from "../../infra/settings.ts";
import { CloudStack } from "../../infra/stack.ts";

export interface Resource {
  Type: string;
  Properties: Record<string, unknown>;
  DeletionPolicy?: string;
}
export interface Statement {
  Effect: "Allow" | "Deny";
  Action: string[];
  Resource: string[];
  Condition: Record<string, Record<string, unknown>>;
  Principal: unknown;
}

/** Some folder: tests need no pages, and it is copied for each synthesis. */
const PAGES = join(import.meta.dirname, "deployment");

const known = new Map<string, Synthesized>();
/** Once for each context of a process. @param context what `-c name=value` says */
export function synthesize(context: Record<string, string> = {}): Synthesized {
  const key = JSON.stringify(context);
  const made = known.get(key) ?? make(context);
  known.set(key, made);
  return made;
}

/** Functions are placeholders: tests need no bundle. */
function make(context: Record<string, string>) {
  const outdir = mkdtempSync(join(tmpdir(), "ccu-anywhere-synth-"));
  // the CDK's own look at a template, which only warns, takes seconds: at the first one
  if (known.size > 0) process.env.CDK_VALIDATION = "false";
  try {
    const app = new App({ outdir, context });
    const code = () => Code.fromInline("exports.handler = async () => {};");
    const stack = new CloudStack(app, "CcuAnywhere", { settings: readSettings(app.node), code, pages: PAGES });
    const template = Template.fromStack(stack);
    return { app, stack, template, resources: template.toJSON().Resources as Record<string, Resource> };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
export type Synthesized = ReturnType<typeof make>;

/** A value with its references as `<Name>` and `<Name.Attribute>`. */
export function flat(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  const { Ref, "Fn::GetAtt": attribute, "Fn::Join": parts } = value as Record<string, unknown>;
  if (typeof Ref === "string") return `<${Ref}>`;
  if (Array.isArray(attribute)) return `<${attribute.join(".")}>`;
  if (Array.isArray(parts)) return (parts[1] as unknown[]).map(flat).join(String(parts[0]));
  return JSON.stringify(value);
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

export const statementsOf = (document: unknown): Statement[] =>
  list((document as { Statement: unknown }).Statement).map((statement) => {
    const { Effect, Action, Resource, Condition, Principal } = statement as Record<string, unknown>;
    return {
      Effect: Effect as Statement["Effect"],
      Action: list(Action).map(flat),
      Resource: list(Resource).map(flat),
      Condition: (Condition ?? {}) as Statement["Condition"],
      Principal,
    };
  });

/** What a role may do, by the beginning of its name (`Rest`, `Ingest` …). */
export function allowedTo(resources: Synthesized["resources"], name: string): Statement[] {
  const role = Object.keys(resources).find(
    (id) => id.startsWith(`${name}Role`) && resources[id]?.Type === "AWS::IAM::Role",
  );
  if (role === undefined) throw new Error(`no role of ${name}`);
  return Object.values(resources)
    .filter(({ Type }) => Type === "AWS::IAM::Policy")
    .filter(({ Properties }) => list(Properties.Roles).some((one) => flat(one) === `<${role}>`))
    .flatMap(({ Properties }) => statementsOf(Properties.PolicyDocument));
}

/** Whether a pattern of a policy (`*`, `?`) covers a text. */
export const covers = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    "s",
  ).test(text);

export const isAllowed = (statements: readonly Statement[], action: string, resource: string): boolean =>
  statements.some(
    ({ Effect, Action, Resource }) =>
      Effect === "Allow" &&
      Action.some((pattern) => covers(pattern, action)) &&
      Resource.some((pattern) => covers(pattern, resource)),
  );

/** Resources by type, with their names. */
export function askedOf(resources: Synthesized["resources"]) {
  const ofType = (type: string): [string, Resource][] =>
    Object.entries(resources).filter(([, { Type }]) => Type === type);
  return {
    ofType,
    /** The properties of the only one of this type whose name begins like this. */
    one(type: string, prefix = ""): Record<string, unknown> {
      const [found, ...more] = ofType(type).filter(([id]) => id.startsWith(prefix));
      if (!found || more.length > 0) throw new Error(`${found ? "several" : "no"} ${type} ${prefix}`);
      return found[1].Properties;
    },
  };
}
