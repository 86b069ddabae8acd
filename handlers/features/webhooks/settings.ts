/** Section `north.webhook` of the configuration. Names and defaults: contract (config-fields). */
import { peerHostFault } from "../../kernel/addresses.ts";
import { field, group, section } from "../../kernel/section.ts";
import { flag, text, texts, whole } from "../../kernel/section-kinds.ts";

/** Milliseconds: less is no request over the internet, more would hold up what waits behind it. */
export const TIMEOUT_LEAST_MS = 100;
export const TIMEOUT_MOST_MS = 60_000;

/** Why an address cannot be sent to; `undefined` where it can. */
export function webhookUrlFault(address: string): string | undefined {
  if (!URL.canParse(address)) return "must be an address like https://example.org/hook";
  const url = new URL(address);
  if (url.protocol !== "http:" && url.protocol !== "https:") return "must begin with http:// or https://";
  if (url.username !== "" || url.password !== "") return "must have no user name and no password in it";
  return peerHostFault(url.hostname);
}

export const webhookSettings = section(
  "north.webhook",
  () => ({
    enabled: field({ text: "Events are sent to `url`" }, flag(false)),
    url: field({ text: "Where they are sent: an http or https address" }, text()),
    secret: field(
      { text: "Key of the signature in `X-OpenCCU-Signature`; empty: not signed", class: "secret", sentTo: ["url"] },
      text(),
    ),
    events: field({ text: "Names of events, `datapoint.*` for a family; empty: all" }, texts()),
    centrals: field({ text: "Names of CCUs; empty: all" }, texts()),
    parameter_glob: field(
      { text: "Only values of such parameters, as `STATE` or `*_TEMPERATURE`; empty: all" },
      text(),
    ),
    timeout_ms: field(
      { text: "Milliseconds to wait for an answer", class: "expert" },
      whole(10_000, { min: TIMEOUT_LEAST_MS, max: TIMEOUT_MOST_MS }),
    ),
    inbound: group({
      enabled: field({ text: "`POST /webhook/value` and `POST /webhook/program` are served" }, flag(false)),
      token: field(
        { text: "A bearer token that is taken there besides those of users; empty: none", class: "secret" },
        text(),
      ),
    }),
  }),
  ({ enabled, url }, context) => {
    const fault = url === "" ? (enabled ? "is missing" : undefined) : webhookUrlFault(url);
    if (fault !== undefined) context.addIssue({ code: "custom", path: ["url"], message: fault });
  },
);
