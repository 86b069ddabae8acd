/** Displays that are written to, line by line (device-model 2.10). */
import { type Invocation, type Outcome, type Profile, type Reading, type Sets, writes } from "./profile.ts";

/** Lines of the display, where the device does not say. */
const LINES = { min: 1, max: 5 };
/** Times 10 s between two sounds, where the device does not say. */
const INTERVALS = { min: 1, max: 15 };

/** More than any display has: a list in a state must not grow with whatever a description says. */
const LISTED_LIMIT = 100;
function intervals(reading: Reading): number[] {
  const { min, max } = limitsOf(reading, "interval", INTERVALS);
  return Array.from({ length: LISTED_LIMIT }, (_, i) => min + i).filter((n) => n <= max);
}

const limitsOf = (reading: Reading, field: string, fallback: { min: number; max: number }) => {
  const { min = fallback.min, max = fallback.max } = reading.limits(field);
  return { min, max };
};
/** Which line; the contract's default is the first. */
const FIRST_LINE = 1;
function line({ reading, args }: Invocation): number {
  const limits = limitsOf(reading, "id", LINES);
  return args.maybeInteger("id", limits) ?? Math.max(limits.min, FIRST_LINE);
}

/** What is not asked for, where the device has such a label; else its first one. */
function choice({ reading, args }: Invocation, argument: string, field: string, standard?: string): Sets {
  const labels = reading.labels(field);
  if (!reading.has(field)) return [];
  const fallback = standard !== undefined && labels.includes(standard) ? standard : labels[0];
  const label = args.maybeLabel(argument, labels) ?? fallback;
  return label === undefined ? [] : [[field, label]];
}

function sound(invocation: Invocation): Sets {
  const { reading, args } = invocation;
  if (!args.has("sound")) return [];
  const times = reading.labels("repetitions");
  const given = args.raw("repetitions");
  const repetitions =
    given !== undefined && !times.includes(String(given)) && times.length > 0
      ? times[args.integer("repetitions", { min: 0, max: times.length - 1 })]
      : (given ?? times[1] ?? times[0] ?? 1);
  return [
    ["sound", args.label("sound", reading.labels("sound"))],
    ...(reading.has("repetitions") ? [["repetitions", repetitions] as const] : []),
    ...(reading.has("interval")
      ? [["interval", args.maybeInteger("interval", limitsOf(reading, "interval", INTERVALS)) ?? 1] as const]
      : []),
  ];
}

/** The device takes the line over with the last part, so it comes last. */
function write(invocation: Invocation, text: string): Outcome {
  return writes(
    ...choice(invocation, "background_color", "background", "WHITE"),
    ...choice(invocation, "text_color", "colour", "BLACK"),
    ...choice(invocation, "icon", "icon"),
    ...choice(invocation, "alignment", "alignment", "CENTER"),
    ["text", text],
    ["id", line(invocation)],
    ...sound(invocation),
    ["commit", true],
  );
}
const NEEDS = ["text", "id", "commit"];
const STYLE = ["id", "icon", "alignment", "text_color", "background_color", "sound", "repetitions", "interval"];
const send = {
  needs: NEEDS,
  takes: ["text", ...STYLE],
  run: (invocation: Invocation) => write(invocation, invocation.args.maybeText("text") ?? ""),
};
const clear = { needs: NEEDS, takes: STYLE, run: (invocation: Invocation) => write(invocation, "") };

export const TEXT_DISPLAY: Profile = {
  category: "text_display",
  kind: "text_display",
  named: "text",
  fields: {
    background: "DISPLAY_DATA_BACKGROUND_COLOR",
    colour: "DISPLAY_DATA_TEXT_COLOR",
    icon: "DISPLAY_DATA_ICON",
    alignment: "DISPLAY_DATA_ALIGNMENT",
    text: "DISPLAY_DATA_STRING",
    id: "DISPLAY_DATA_ID",
    sound: "ACOUSTIC_NOTIFICATION_SELECTION",
    repetitions: "REPETITIONS",
    interval: "INTERVAL",
    commit: "DISPLAY_DATA_COMMIT",
    burst_limit: { channel: 0, parameter: "BURST_LIMIT_WARNING", shown: true },
  },
  state: (reading) => ({
    available_icons: reading.labels("icon"),
    available_sounds: reading.labels("sound"),
    available_background_colors: reading.labels("background"),
    available_text_colors: reading.labels("colour"),
    available_alignments: reading.labels("alignment"),
    available_repetitions: reading.labels("repetitions"),
    available_intervals: intervals(reading),
  }),
  config: () => ({ write_only: true }),
  operations: {
    write: send,
    send_text: send,
    clear,
    clear_text: clear,
    commit: { needs: ["commit"], run: () => writes(["commit", true]) },
  },
};
