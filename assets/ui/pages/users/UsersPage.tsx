/** Who may do what here: the own account for everybody, users, tokens and sign-on for administrators. */
import { PartsPage } from "../../parts/PartsPage.tsx";
import type { PageProps } from "../entry.ts";
import { OwnAccount } from "./OwnAccount.tsx";
import { Sessions } from "./Sessions.tsx";
import { SignOn } from "./SignOn.tsx";
import { Tokens } from "./Tokens.tsx";
import { Users } from "./Users.tsx";
import { w } from "./words.ts";

const PARTS = { own: OwnAccount, sessions: Sessions, users: Users, tokens: Tokens, signon: SignOn };
const ROLES = { users: "admin", tokens: "admin", signon: "admin" } as const;

export default function UsersPage({ rest: [asked] }: PageProps) {
  return <PartsPage path="users" w={w} parts={PARTS} roles={ROLES} asked={asked} isHomeless />;
}
