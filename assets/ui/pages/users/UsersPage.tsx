/** Who may do what here: the own account for everybody, users, tokens and sign-on for administrators. */
import { linkTo } from "../../model/route.ts";
import { Tabs } from "../../parts/Tabs.tsx";
import { may } from "../../state/session.ts";
import type { PageProps } from "../entry.ts";
import { OwnAccount } from "./OwnAccount.tsx";
import { Sessions } from "./Sessions.tsx";
import { SignOn } from "./SignOn.tsx";
import { Tokens } from "./Tokens.tsx";
import { Users } from "./Users.tsx";
import { w } from "./words.ts";

const PARTS = { own: OwnAccount, sessions: Sessions, users: Users, tokens: Tokens, signon: SignOn } as const;
type Part = keyof typeof PARTS;
const FOR_ADMINS: readonly Part[] = ["users", "tokens", "signon"];

export default function UsersPage({ rest: [asked = "own"] }: PageProps) {
  const parts = (Object.keys(PARTS) as Part[]).filter((part) => may("admin") || !FOR_ADMINS.includes(part));
  const part = parts.find((one) => one === asked) ?? "own";
  const Shown = PARTS[part];
  return (
    <main id="content" tabIndex={-1}>
      <h1>{w("title")}</h1>
      <Tabs
        label={w("parts")}
        tabs={parts.map((one) => ({ href: linkTo("users", one), label: w(`part.${one}`), isShown: one === part }))}
      />
      <Shown />
    </main>
  );
}
