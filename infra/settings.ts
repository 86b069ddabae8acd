/** What a deployment chooses: `npm run deploy -- -c name=value`. Everything has a default. */
import type { Node } from "constructs";

/** USD a month above which a mail is sent; about ten homes that always listen. */
const BUDGET_USD = 5;

export interface DeploymentSettings {
  /** The tables of sites are reached through a session that is bound to one site (see stack-table.ts). */
  strictIsolation: boolean;
  /** Receives alarms and the budget's warning; absent: nobody is told, the console shows them. */
  alarmEmail?: string;
  /** USD a month, of the whole account. */
  monthlyBudget: number;
  /** Own host name; its certificate lives in us-east-1, as CloudFront demands. Absent: CloudFront's host name. */
  domain?: { name: string; certificateArn: string };
  /** Origins of web pages elsewhere that may use the API, separated by commas; `*` = all. */
  corsOrigins?: string;
  /** Language of labels and messages where a client names none. */
  locale?: "de" | "en";
}

export class SettingsError extends Error {}

const KNOWN = [
  "strictIsolation",
  "alarmEmail",
  "monthlyBudget",
  "domain",
  "certificateArn",
  "corsOrigins",
  "locale",
] as const;
type Name = (typeof KNOWN)[number];

/** @param node the app's. @throws SettingsError for a value that would deploy something else than was meant. */
export function readSettings(node: Pick<Node, "tryGetContext">): DeploymentSettings {
  const text = (name: Name): string => String(node.tryGetContext(name) ?? "").trim();
  const fail = (name: Name, expected: string): never => {
    throw new SettingsError(`-c ${name}=${text(name)}: ${expected}`);
  };
  const strict = text("strictIsolation");
  if (!["", "true", "false"].includes(strict)) fail("strictIsolation", "true or false");
  const monthlyBudget = text("monthlyBudget") === "" ? BUDGET_USD : Number(text("monthlyBudget"));
  if (!(monthlyBudget > 0 && Number.isFinite(monthlyBudget))) fail("monthlyBudget", "an amount of USD above 0");
  const alarmEmail = text("alarmEmail");
  if (alarmEmail !== "" && !/^[^\s@]+@[^\s@]+$/.test(alarmEmail)) fail("alarmEmail", "a mail address");
  const [name, certificateArn] = [text("domain"), text("certificateArn")];
  if ((name === "") !== (certificateArn === "")) fail("domain", "needs certificateArn, and the other way round");
  const locale = text("locale");
  if (locale !== "" && locale !== "de" && locale !== "en") return fail("locale", "de or en");
  const corsOrigins = text("corsOrigins");
  const isOrigin = (origin: string) => origin === "*" || (URL.canParse(origin) && new URL(origin).origin === origin);
  if (corsOrigins !== "" && !corsOrigins.split(",").every((origin) => isOrigin(origin.trim())))
    fail("corsOrigins", "origins such as https://example.org, separated by commas, or *");
  return {
    strictIsolation: strict === "true",
    ...(alarmEmail ? { alarmEmail } : {}),
    monthlyBudget,
    ...(name ? { domain: { name, certificateArn } } : {}),
    ...(corsOrigins ? { corsOrigins } : {}),
    ...(locale ? { locale } : {}),
  };
}
