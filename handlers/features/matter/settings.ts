/** Section `north.matter` of the configuration. Names and defaults: contract (config-fields), where not said otherwise. */
import { field, group, section } from "../../kernel/section.ts";
import { choice, flag, text, whole } from "../../kernel/section-kinds.ts";

/** Vendor and product ids are 16 bits; those for tests are what a bridge without a certificate has. */
const TEST_VENDOR = 0xfff1;
const TEST_PRODUCT = 0x8000;
const ID_MOST = 0xffff;
/** Twelve bits. */
export const DISCRIMINATOR_MOST = 4_095;
const DISCRIMINATOR = 3_840;
/** Of PBKDF2 (Core 3.9). */
const ITERATIONS_LEAST = 1_000;
const ITERATIONS_MOST = 100_000;
/** Characters of a node's label (Core 11.1). */
const LABEL_LIMIT = 32;
/** Highest passcode: eight digits, but not all nines. */
const PASSCODE_MOST = 99_999_998;
/** What nobody may use: too easily guessed (Core 5.1.7). */
const TRIVIAL: ReadonlySet<number> = new Set([
  11_111_111, 22_222_222, 33_333_333, 44_444_444, 55_555_555, 66_666_666, 77_777_777, 88_888_888, 12_345_678,
  87_654_321,
]);

/** Is it a passcode that a node may have? */
export const isPasscode = (value: number): boolean =>
  Number.isInteger(value) && value >= 1 && value <= PASSCODE_MOST && !TRIVIAL.has(value);

const LISTEN = /^:(\d{1,5})$/;
/** UDP port of `:5540`; `undefined` where it is none. */
export function portOf(listen: string): number | undefined {
  const port = Number(LISTEN.exec(listen)?.[1] ?? Number.NaN);
  return port <= 65_535 ? port : undefined;
}

/** Of `commissioning.passcode`: 0 where each window has its own. `undefined` where it is none. */
export function passcodeOf(written: string): number | undefined {
  if (written === "" || written === "0") return 0;
  const value = /^\d{1,8}$/.test(written) ? Number(written) : Number.NaN;
  return isPasscode(value) ? value : undefined;
}

export const matterSettings = section("north.matter", () => ({
  enabled: field({ text: "Chosen devices are shown to Matter controllers in the local network" }, flag(false)),
  listen: field(
    { text: "UDP port, as `:5540`; `:0` takes any free one. Alexa takes 5540 only", class: "expert" },
    text(":5540").refine((listen) => portOf(listen) !== undefined, "must be a colon and a port, as :5540"),
  ),
  node_label: field(
    { text: "Name of the bridge in the apps" },
    text("openccu-loom").refine(
      (label) => label.trim() !== "" && Buffer.byteLength(label) <= LABEL_LIMIT,
      `must have 1 to ${LABEL_LIMIT} bytes`,
    ),
  ),
  vendor_id: field(
    { text: "Vendor id; that for tests", class: "expert" },
    whole(TEST_VENDOR, { min: 1, max: ID_MOST }),
  ),
  product_id: field({ text: "Product id", class: "expert" }, whole(TEST_PRODUCT, { min: 0, max: ID_MOST })),
  discriminator: field(
    { text: "Tells bridges that wait for commissioning apart", class: "expert" },
    whole(DISCRIMINATOR, { max: DISCRIMINATOR_MOST }),
  ),
  mdns_advertise: field(
    { text: "`zeroconf`: controllers find the bridge; `noop`: only those on this machine do", class: "expert" },
    choice(["zeroconf", "noop"], "zeroconf"),
  ),
  mdns_interface: field(
    { text: "Network interface for that, as `eth0`; empty: all of them (not part of the contract)", class: "expert" },
    text(),
  ),
  expose_secondary_channels: field(
    { text: "Virtual channels and parts of a thermostat, a light … are offered as well", class: "expert" },
    flag(false),
  ),
  commissioning: group({
    passcode: field(
      { text: "Setup code, eight digits; 0 or empty: each window has one of its own", class: "secret" },
      text().refine(
        (written) => passcodeOf(written) !== undefined,
        "must be a passcode from 1 to 99999998 that is not trivial",
      ),
    ),
    iterations: field(
      { text: "Iterations of the key that is made of it", class: "expert" },
      whole(ITERATIONS_LEAST, { min: ITERATIONS_LEAST, max: ITERATIONS_MOST }),
    ),
    ephemeral_window: field(
      {
        text: "Each window has a setup code of its own, whatever `passcode` is",
        class: "expert",
        env: "CCU_ANYWHERE_NORTH_MATTER_EPHEMERAL_WINDOW",
      },
      flag(false),
    ),
  }),
}));
export type MatterSettings = ReturnType<typeof matterSettings.schema.parse>;
