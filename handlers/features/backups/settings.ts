/** Section `backup` of the configuration. `schedule` and `keep_last`: contract (config-fields); the rest is ours. */
import { peerHostFault } from "../../kernel/addresses.ts";
import { field, group, section } from "../../kernel/section.ts";
import { choice, duration, flag, text, whole } from "../../kernel/section-kinds.ts";
import type { OffsitePlace } from "../../ports/index.ts";
import { PASSPHRASE_LEAST, parseKey, sealKey } from "./home/seal/key.ts";

/** Milliseconds: more often than every hour is a CCU that does nothing else. */
export const SCHEDULE_LEAST_MS = 3_600_000;
/** A number nobody means; 0 keeps all. */
const KEEP_MOST = 10_000;

export const backupSettings = section(
  "backup",
  () => ({
    schedule: field({ text: "Time between automatic backups of each CCU, at least 1h; 0: none" }, duration("0")),
    keep_last: field(
      { text: "Backups of each CCU that an automatic backup leaves; 0: all" },
      whole(0, { max: KEEP_MOST }),
    ),
    own_state: field({ text: "Automatic backups are also made of what this program keeps" }, flag(true)),
    offsite: group({
      target: field({ text: "Where sealed copies go" }, choice(["none", "folder", "webdav", "s3"], "none")),
      passphrase: field({ text: "Seals the copies; 12 characters or more", class: "secret" }, text()),
      key: field({ text: "Instead of a passphrase: 32 bytes in base64 or hexadecimal", class: "secret" }, text()),
      keep_last: field({ text: "Sealed copies of each CCU that stay; 0: all" }, whole(0, { max: KEEP_MOST })),
      drill: field({ text: "Time between proofs that a copy can be restored, at least 1h; 0: none" }, duration("168h")),
      folder: field({ text: "Of `folder`: a mounted share, an external disk" }, text()),
      url: field({ text: "Of `webdav`: the address of a folder" }, text()),
      username: field({ text: "Of `webdav`" }, text()),
      password: field({ text: "Of `webdav`", class: "secret", sentTo: ["url"] }, text()),
      bucket: field({ text: "Of `s3`" }, text()),
      region: field({ text: "Of `s3`" }, text("us-east-1")),
      endpoint: field({ text: "Of `s3`: the address of a service that is not AWS", class: "expert" }, text()),
      prefix: field({ text: "Of `s3`: what names begin with, as `home/`", class: "expert" }, text()),
      access_key: field({ text: "Of `s3`" }, text()),
      secret_key: field({ text: "Of `s3`", class: "secret", sentTo: ["endpoint"] }, text()),
    }),
  }),
  ({ schedule, offsite }, context) => {
    const wrong = (path: string[], message: string) => context.addIssue({ code: "custom", path, message });
    if (schedule > 0 && schedule < SCHEDULE_LEAST_MS) wrong(["schedule"], "must be 0 or at least 1h");
    if (offsite.drill > 0 && offsite.drill < SCHEDULE_LEAST_MS) wrong(["offsite", "drill"], "must be 0 or at least 1h");
    for (const [member, message] of offsiteFaults(offsite)) wrong(["offsite", member], message);
  },
);

interface Offsite {
  target: string;
  passphrase: string;
  key: string;
  folder: string;
  url: string;
  username: string;
  password: string;
  bucket: string;
  region: string;
  endpoint: string;
  prefix: string;
  access_key: string;
  secret_key: string;
}

/** Why an address is none of a server that copies can go to; `undefined` where it is one. */
function serverFault(address: string): string | undefined {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) return "must be an http or https address";
  return peerHostFault(new URL(address).hostname);
}

function offsiteFaults(o: Offsite): [string, string][] {
  const faults: [string, string][] = [];
  if (o.key !== "" && !parseKey(o.key)) faults.push(["key", "must be 32 bytes in base64 or hexadecimal"]);
  if (o.passphrase !== "" && o.passphrase.length < PASSPHRASE_LEAST)
    faults.push(["passphrase", `must have at least ${PASSPHRASE_LEAST} characters`]);
  if (o.prefix !== "" && !/^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(o.prefix))
    faults.push(["prefix", "has other characters"]);
  for (const name of ["url", "endpoint"] as const) {
    const fault = o[name] === "" ? undefined : serverFault(o[name]);
    if (fault !== undefined) faults.push([name, fault]);
  }
  if (o.target === "none") return faults;
  if (o.passphrase === "" && o.key === "") faults.push(["passphrase", "is missing, and there is no key"]);
  if (o.target === "folder" && o.folder === "") faults.push(["folder", "is missing"]);
  if (o.target === "webdav" && o.url === "") faults.push(["url", "is missing"]);
  if (o.target === "s3")
    for (const name of ["bucket", "region"] as const) if (o[name] === "") faults.push([name, "is missing"]);
  return faults;
}

/** `undefined` where there is none. */
export function placeOf(o: Offsite): OffsitePlace | undefined {
  switch (o.target) {
    case "folder":
      return { target: "folder", folder: o.folder };
    case "webdav":
      return { target: "webdav", url: o.url, username: o.username, password: o.password };
    case "s3": {
      const { bucket, region, endpoint, prefix } = o;
      return { target: "s3", bucket, region, endpoint, prefix, accessKey: o.access_key, secretKey: o.secret_key };
    }
    default:
      return undefined;
  }
}

export { sealKey };
