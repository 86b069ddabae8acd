/** What `ccu-anywhere` can be asked to do. A subcommand loads only what it needs, and only when it is asked for. */
import { COMMANDS } from "./cli/commands.ts";

export interface Subcommand {
  readonly summary: string;
  /** Optional packages (`peerDependencies` of package.json) without which it cannot be loaded. */
  readonly needs?: readonly string[];
  /** A module whose `run` gets the arguments behind the name. It tells failures itself, by text and exit code. */
  load(): Promise<{ run(argv: readonly string[]): Promise<unknown> }>;
}

/** What the cloud needs more than a server: the database, the broker, the functions' clients. */
const CLOUD_PACKAGES = [
  "@aws-sdk/client-apigatewaymanagementapi",
  "@aws-sdk/client-dynamodb",
  "@aws-sdk/client-iot",
  "@aws-sdk/client-s3",
  "@aws-sdk/client-sts",
  "@aws-sdk/s3-request-presigner",
  "@smithy/signature-v4",
  "aedes",
  "dynalite",
  "mqtt",
];

/** The commands of a client (local/cli). */
const CLIENT: Readonly<Record<string, Subcommand>> = Object.fromEntries(
  Object.entries(COMMANDS).map(([name, { summary, load }]) => [
    name,
    {
      summary,
      load: async () => {
        const [{ command }, { runInProcess }] = await Promise.all([load(), import("./cli/process.ts")]);
        return { run: (argv: readonly string[]) => runInProcess(name, command, argv) };
      },
    },
  ]),
);

/** In the order of the help. */
export const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = {
  server: {
    summary: "the on-prem server: REST, WebSocket and pages, next to the CCU",
    load: () => import("./serve.ts"),
  },
  relay: {
    summary: "the relay at home, for a home in the cloud",
    needs: ["mqtt"],
    load: () => import("./relay/program.ts"),
  },
  cloud: {
    summary: "the whole cloud on this machine",
    needs: CLOUD_PACKAGES,
    load: () => import("./cloud/program.ts"),
  },
  simulator: {
    summary: "a simulated CCU that speaks the real protocols",
    load: () => import("./simulator/program.ts"),
  },
  ...CLIENT,
};
