/** Section `persistence.history` of the configuration. Names and defaults: contract (config-fields), where not said otherwise. */
import * as z from "zod";
import { variableFault } from "../../configuration/own-variables.ts";
import { peerHostFault } from "../../kernel/addresses.ts";
import { field, group, section } from "../../kernel/section.ts";
import { choice, duration, flag, text, texts, whole } from "../../kernel/section-kinds.ts";

const HOUR_MS = 3_600_000;
/** Past it the samples of a flush are more than a crash may cost. */
const FLUSH_MOST_MS = 600_000;
/** A gigabyte: at three bytes a sample some 300 million, which is years of a lively home. */
const BYTES = 2 ** 30;
/** Less would be reached by the empty file and its log. */
const BYTES_LEAST = 4 * 2 ** 20;

/** A price. */
const amount = () => z.number({ error: "must be a number" }).min(0, "must be at least 0").prefault(0);

/** Why samples cannot be sent there; `undefined` where they can. */
export function exportAddressFault(address: string): string | undefined {
  if (!URL.canParse(address)) return "must be an address like http://influxdb.lan:8086";
  const { protocol, username, password, hostname } = new URL(address);
  if (protocol !== "http:" && protocol !== "https:") return "must begin with http:// or https://";
  if (username !== "" || password !== "") return "must have no user name and no password in it";
  return peerHostFault(hostname);
}

export const historySettings = section(
  "persistence.history",
  () => ({
    enabled: field({ text: "What data points report is kept; `/history` and `/energy` are served" }, flag(false)),
    retention: field({ text: "How long single samples are kept" }, duration("720h", { min: HOUR_MS })),
    retention_hourly: field({ text: "How long hours are kept; 0: for good" }, duration("9360h")),
    retention_daily: field({ text: "How long days are kept; 0: for good" }, duration("0")),
    max_bytes: field(
      { text: "Bytes of the history's file; the oldest goes first; 0: no limit (not part of the contract)" },
      whole(BYTES).refine((bytes) => bytes === 0 || bytes >= BYTES_LEAST, `must be 0 or at least ${BYTES_LEAST}`),
    ),
    flush_interval: field(
      { text: "Time between two writes: so much a crash may cost", class: "expert" },
      duration("5s", { min: 100, max: FLUSH_MOST_MS }),
    ),
    include: field({ text: "Parameters that are recorded, as `*TEMPERATURE*`; empty: all" }, texts()),
    exclude: field({ text: "Parameters that are not, even where `include` names them" }, texts()),
    booleans: field({ text: "Yes-or-no values are recorded, as 1 and 0 (not part of the contract)" }, flag(false)),
    enums: field({ text: "Choices are recorded, as their places in the list (not part of the contract)" }, flag(false)),
    disabled_centrals: field({ text: "CCUs of which nothing is recorded" }, texts()),
    export: group({
      enabled: field({ text: "Samples are sent to a database as well" }, flag(false)),
      kind: field(
        { text: "Protocol: `influxdb` is its line protocol, which VictoriaMetrics and others take too" },
        choice(["influxdb"], "influxdb"),
      ),
      endpoint: field({ text: "Address of the database: samples go to `/api/v2/write` there" }, text()),
      org: field({ text: "Organisation in InfluxDB" }, text()),
      bucket: field({ text: "Bucket in InfluxDB" }, text()),
      token_env: field(
        { text: "Environment variable that holds the token" },
        text().refine((name) => variableFault(name) === undefined, "names a variable of the program itself"),
      ),
    }),
    energy_price_per_kwh: field({ text: "Price of a kilowatt hour, shown by pages" }, amount()),
    energy_currency: field({ text: "Its currency; empty: €" }, text()),
  }),
  ({ export: { enabled, endpoint } }, context) => {
    const fault = endpoint === "" ? (enabled ? "is missing" : undefined) : exportAddressFault(endpoint);
    if (fault !== undefined) context.addIssue({ code: "custom", path: ["export", "endpoint"], message: fault });
  },
);

export type HistorySettings = ReturnType<(typeof historySettings)["schema"]["parse"]>;
