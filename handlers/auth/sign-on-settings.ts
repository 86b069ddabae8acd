/** Sections `north.rest.auth.oidc` and `north.rest.auth.ccu`: who else may log in. Names and defaults: contract (config-fields). */
import * as z from "zod";
import { peerHostFault } from "../kernel/addresses.ts";
import { Role } from "../kernel/identity.ts";
import { type FieldClass, field, group, section } from "../kernel/section.ts";
import { choice, flag, text, whole } from "../kernel/section-kinds.ts";

/** Members of a mapping: groups of a household, or levels of a CCU. */
export const MAPPING_LIMIT = 100;

const mapping = () =>
  z
    .record(z.string().min(1).max(200), Role, { error: "must be an object whose values are viewer, operator or admin" })
    .refine((all) => Object.keys(all).length <= MAPPING_LIMIT, `must have at most ${MAPPING_LIMIT} members`)
    .prefault({});

/**
 * Providers at which anybody can make an account: what they say of a person without a role is "somebody". Hosts, and what
 * their subdomains serve.
 */
const OPEN_TO_ALL =
  /(^|\.)(accounts\.google\.com|appleid\.apple\.com|gitlab\.com|login\.live\.com|facebook\.com|twitch\.tv|linkedin\.com|amazon\.com|paypal\.com|yahoo\.com)$/i;
/** Of Microsoft's addresses those that no single organisation owns. */
const OPEN_TENANT = /^\/(common|consumers|organizations)(\/|$)/i;

/** Why an address can be no issuer; `undefined` where it can. */
export function issuerFault(issuer: string): string | undefined {
  if (!URL.canParse(issuer)) return "must be an address such as https://id.example.org/realms/home";
  const url = new URL(issuer);
  if (url.protocol !== "https:" && url.protocol !== "http:") return "must begin with https:// or http://";
  if (url.username !== "" || url.password !== "") return "must have no user name and no password in it";
  if (url.search !== "" || url.hash !== "") return "must have neither query nor fragment";
  return peerHostFault(url.hostname);
}

const isOpenToAll = (issuer: string): boolean => {
  const { hostname, pathname } = new URL(issuer);
  return OPEN_TO_ALL.test(hostname) || (hostname === "login.microsoftonline.com" && OPEN_TENANT.test(pathname));
};

/** Path of our end of the sign-on, below the prefix of the API. */
export const CALLBACK_PATH = "/auth/oidc/callback";

function redirectFault(address: string): string | undefined {
  if (!URL.canParse(address)) return "must be an address of this server, as the provider knows it";
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol)) return "must begin with https:// or http://";
  if (!url.pathname.endsWith(CALLBACK_PATH) || url.search !== "" || url.hash !== "" || url.username !== "")
    return `must end with /api/v1${CALLBACK_PATH}`;
  return undefined;
}

/** Members of one provider. */
const provider = (secretEnv: string) => {
  const expert: { class: FieldClass } = { class: "expert" };
  return {
    issuer: field(
      { text: "Address of the identity provider (issuer), such as `https://id.example.org/realms/home`" },
      text(),
    ),
    client_id: field({ text: "Name of this program there" }, text()),
    client_secret: field(
      {
        text: "Its secret; empty: a public client",
        class: "secret",
        sentTo: ["issuer"],
        env: secretEnv,
      },
      text(),
    ),
    role_claim: field(
      { text: "Claim with the role or the groups of a person; a path such as `realm_access.roles` is one, too" },
      text("role"),
    ),
    role_mapping: field(
      {
        text: 'Extension. What of that claim is which role, as `{"family": "operator"}`; empty: `admin`, `administrator`, `operator` and `viewer` mean themselves',
      },
      mapping(),
    ),
    default_role: field(
      { text: "Extension. Role of whom the claim says nothing; `none`: such people are refused" },
      choice(["viewer", "operator", "admin", "none"], "viewer"),
    ),
    scopes: field({ text: "Extension. What is asked for", ...expert }, text("openid profile email")),
    label: field({ text: "Extension. Name of the provider on the page" }, text()),
  };
};

interface ProviderFields {
  issuer: string;
  client_id: string;
  default_role: string;
  scopes: string;
}

function checkProvider(values: ProviderFields, isOn: boolean, at: string[], context: z.RefinementCtx): void {
  const fault = (member: keyof ProviderFields, message: string) =>
    context.addIssue({ code: "custom", path: [...at, member], message });
  const { issuer, client_id, default_role, scopes } = values;
  if (issuer === "") {
    if (isOn) fault("issuer", "is missing");
    return;
  }
  const wrong = issuerFault(issuer);
  if (wrong !== undefined) {
    fault("issuer", wrong);
    return;
  }
  if (client_id === "") fault("client_id", "is missing");
  if (!scopes.split(/\s+/).includes("openid")) fault("scopes", "must contain openid");
  if (isOpenToAll(issuer) && default_role !== "none")
    fault("default_role", "must be none: everybody can have an account at this provider");
}

export const oidcSettings = section(
  "north.rest.auth.oidc",
  () => ({
    enabled: field({ text: "People sign in at an identity provider (OpenID Connect)" }, flag(false)),
    ...provider("CCU_ANYWHERE_OIDC_CLIENT_SECRET"),
    redirect_url: field(
      {
        text: `Address to which the provider sends people back: \`https://<this server>/api/v1${CALLBACK_PATH}\``,
        default: "as the browser addresses this server",
      },
      text(),
    ),
    create_users: field(
      { text: "Extension. Whoever signs in for the first time becomes a user; off: only who has done so before may" },
      flag(true),
    ),
    second: group(provider("CCU_ANYWHERE_OIDC_SECOND_CLIENT_SECRET")),
    third: group(provider("CCU_ANYWHERE_OIDC_THIRD_CLIENT_SECRET")),
  }),
  (values, context) => {
    checkProvider(values, values.enabled, [], context);
    checkProvider(values.second, false, ["second"], context);
    checkProvider(values.third, false, ["third"], context);
    const wrong = values.redirect_url === "" ? undefined : redirectFault(values.redirect_url);
    if (wrong !== undefined) context.addIssue({ code: "custom", path: ["redirect_url"], message: wrong });
  },
);
export type OidcSettings = z.output<typeof oidcSettings.schema>;
export type ProviderSettings = OidcSettings["second"];

/** Highest level of a CCU's user: administrators have 8 (protocol document, 15.3). */
const LEVEL_MOST = 8;

/** The CCU first would mean: every password of a user of this program is shown to the CCU, and one that is equal by name logs in. */
const afterOurs = () =>
  flag(false).refine(
    (isFirst) => !isFirst,
    "must be false: the CCU would be shown the passwords of this program's users, and a user of the CCU who has the name of one would be them",
  );

export const ccuLoginSettings = section("north.rest.auth.ccu", () => ({
  enabled: field({ text: "Users of the CCU may log in with their password there" }, flag(false)),
  primary: field(
    { text: "The CCU is asked after the users of this program, and never for one of them", class: "expert" },
    afterOurs(),
  ),
  central: field({ text: "CCU whose users they are", default: "the first one" }, text()),
  min_user_level: field(
    { text: "Lowest level that may log in: 1 guest, 2 user, 8 administrator" },
    whole(1, { min: 1, max: LEVEL_MOST }),
  ),
  role_mapping: field(
    { text: 'Which level has which role, as `{"2": "viewer"}`', default: "8 admin, 2 operator, 1 viewer" },
    mapping(),
  ),
}));
