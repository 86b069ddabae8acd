/** What people want of switches and dimmers. */
import {
  action,
  all,
  always,
  between,
  exactly,
  forEver,
  type Jumps,
  jumps,
  lasting,
  type Rule,
  repeats,
  when,
} from "./constraints.ts";
import type { Family, Wish } from "./profiles.ts";

const FIVE_MINUTES = 300;
/** Contacts say 0 closed, 100 tilted, 200 open: half-way between the first two. */
export const TILTED = 50;
const THRESHOLD = 50;

// ---------------------------------------------------------------- switches

const SWITCH_ON: Jumps = { OFF: "ONDELAY", ONDELAY: "ON", ON: "ON", OFFDELAY: "ON" };
const SWITCH_OFF: Jumps = { OFF: "OFF", ONDELAY: "OFF", ON: "OFFDELAY", OFFDELAY: "OFF" };
const SWITCH_OVER: Jumps = { OFF: "ONDELAY", ONDELAY: "ON", ON: "OFFDELAY", OFFDELAY: "OFF" };
/** On from everywhere but ON, off from there: for conditions that tell which of both is meant. */
const SWITCH_FOLLOW: Jumps = { OFF: "ONDELAY", ONDELAY: "OFF", ON: "OFFDELAY", OFFDELAY: "ON" };

const jumping = (table: Jumps) => all(action("jump"), jumps(table));
export const stayingOn = (table: Jumps) => all(jumping(table), forEver("ON_TIME"));
const onFor = (table: Jumps, seconds: number) => all(jumping(table), lasting("ON_TIME", seconds));

/** On while the value reaches the threshold, off again below it. */
const whileAbove = (table: Jumps, threshold: number): Rule =>
  all(
    stayingOn(table),
    when("atLeastLow", { ON: "belowLow", ONDELAY: "belowLow", RAMPON: "belowLow", REFON: "belowLow" }),
    between("COND_VALUE_LO", threshold),
  );
const whileBelow = (table: Jumps, threshold: number): Rule =>
  all(
    stayingOn(table),
    when("belowLow", { ON: "atLeastLow", ONDELAY: "atLeastLow", RAMPON: "atLeastLow", REFON: "atLeastLow" }),
    between("COND_VALUE_LO", threshold),
  );

const followSensors = (table: Jumps): readonly Wish[] => [
  {
    id: 20,
    senders: ["contact"],
    name: { de: "Ein, solange geöffnet", en: "On while open" },
    description: { de: "Gekippt zählt als geöffnet", en: "Tilted counts as open" },
    short: whileAbove(table, TILTED),
  },
  {
    id: 21,
    senders: ["contact"],
    name: { de: "Aus, solange geöffnet", en: "Off while open" },
    description: { de: "Zum Beispiel für Klimagerät oder Lüfter", en: "For a fan or an air conditioner, for example" },
    short: whileBelow(table, TILTED),
  },
  {
    id: 30,
    senders: ["threshold"],
    name: { de: "Ein über der Schwelle, darunter aus", en: "On above the threshold, off below" },
    short: whileAbove(table, THRESHOLD),
  },
  {
    id: 31,
    senders: ["threshold"],
    name: { de: "Ein unter der Schwelle, darüber aus", en: "On below the threshold, off above" },
    short: whileBelow(table, THRESHOLD),
  },
];

/** Only while it is dark; once on, every movement counts. */
const whenDark: Rule = all(
  when("belowHigh", { OFF: "belowLow" }),
  between("COND_VALUE_LO", 100),
  exactly("COND_VALUE_HI", 255),
);

export const switches: Family = {
  receivers: /^(SWITCH|SIGNAL_LED|SIGNAL_CHIME|(WATER_|ALARM_)?SWITCH_VIRTUAL_RECEIVER|SIMPLE_SWITCH_RECEIVER)$/,
  wishes: [
    {
      id: 1,
      senders: ["key"],
      name: { de: "Taste schaltet um", en: "Key toggles" },
      description: { de: "Jeder Druck schaltet abwechselnd ein und aus", en: "Each press switches on and off in turn" },
      short: stayingOn(SWITCH_OVER),
      long: all(stayingOn(SWITCH_OVER), repeats(false)),
    },
    {
      id: 2,
      senders: ["key"],
      name: { de: "Taste schaltet ein", en: "Key switches on" },
      short: stayingOn(SWITCH_ON),
      long: stayingOn(SWITCH_ON),
    },
    {
      id: 3,
      senders: ["key"],
      name: { de: "Taste schaltet aus", en: "Key switches off" },
      short: jumping(SWITCH_OFF),
      long: jumping(SWITCH_OFF),
    },
    {
      id: 4,
      senders: ["key"],
      name: { de: "Kurz ein, lang aus", en: "Short on, long off" },
      short: stayingOn(SWITCH_ON),
      long: jumping(SWITCH_OFF),
    },
    {
      id: 5,
      senders: ["key"],
      name: { de: "Treppenlicht", en: "Stairway light" },
      description: {
        de: "Ein für eine Zeit; jeder Druck beginnt sie neu",
        en: "On for a time that each press restarts",
      },
      short: onFor(SWITCH_ON, FIVE_MINUTES),
      long: onFor(SWITCH_ON, FIVE_MINUTES),
    },
    {
      id: 6,
      senders: ["key"],
      name: { de: "Umschalten, von selbst wieder aus", en: "Toggle, off again by itself" },
      short: onFor(SWITCH_OVER, FIVE_MINUTES),
      long: all(onFor(SWITCH_OVER, FIVE_MINUTES), repeats(false)),
    },
    {
      id: 10,
      senders: ["motion"],
      name: { de: "Bei Bewegung ein für eine Zeit", en: "On for a time after movement" },
      short: all(onFor(SWITCH_ON, FIVE_MINUTES), always),
    },
    {
      id: 11,
      senders: ["brightness"],
      name: { de: "Bei Bewegung im Dunkeln ein für eine Zeit", en: "On for a time after movement in the dark" },
      short: all(onFor(SWITCH_ON, FIVE_MINUTES), whenDark),
    },
    ...followSensors(SWITCH_FOLLOW),
    {
      id: 22,
      senders: ["contact"],
      name: { de: "Beim Öffnen ein für eine Zeit", en: "On for a time when opened" },
      short: all(onFor(SWITCH_ON, FIVE_MINUTES), when("atLeastLow"), exactly("COND_VALUE_LO", TILTED)),
    },
  ],
};

// ---------------------------------------------------------------- dimmers

const DIM_ON: Jumps = {
  OFF: "ONDELAY",
  ONDELAY: "RAMPON",
  RAMPON: "ON",
  ON: "ON",
  OFFDELAY: "RAMPON",
  RAMPOFF: "RAMPON",
};
const DIM_OFF: Jumps = {
  OFF: "OFF",
  ONDELAY: "OFF",
  RAMPON: "RAMPOFF",
  ON: "OFFDELAY",
  OFFDELAY: "RAMPOFF",
  RAMPOFF: "OFF",
};
const DIM_OVER: Jumps = {
  OFF: "ONDELAY",
  ONDELAY: "RAMPON",
  RAMPON: "ON",
  ON: "OFFDELAY",
  OFFDELAY: "RAMPOFF",
  RAMPOFF: "OFF",
};
const DIM_FOLLOW: Jumps = {
  OFF: "ONDELAY",
  ONDELAY: "OFF",
  RAMPON: "RAMPOFF",
  ON: "OFFDELAY",
  OFFDELAY: "RAMPON",
  RAMPOFF: "RAMPON",
};
const brightness = between("ON_LEVEL", 1, { min: 0.05, max: 1 });

export const dimmers: Family = {
  receivers:
    /^(DIMMER|VIRTUAL_DIMMER|DIMMER_VIRTUAL_RECEIVER|UNIVERSAL_LIGHT_RECEIVER|OPTICAL_SIGNAL_RECEIVER|(VIRTUAL_)?DUAL_WHITE_BRIGHTNESS)$/,
  wishes: [
    {
      id: 1,
      senders: ["key"],
      name: { de: "Kurz umschalten, lang dimmen", en: "Short toggles, long dims" },
      description: {
        de: "Langes Drücken dimmt abwechselnd heller und dunkler",
        en: "Holding dims up and down in turn",
      },
      short: stayingOn(DIM_OVER),
      long: all(action("brighterOrDarker"), repeats(true)),
    },
    {
      id: 2,
      senders: ["key"],
      name: { de: "Kurz ein, lang heller", en: "Short on, long brighter" },
      short: stayingOn(DIM_ON),
      long: all(action("brighter"), repeats(true)),
    },
    {
      id: 3,
      senders: ["key"],
      name: { de: "Kurz aus, lang dunkler", en: "Short off, long darker" },
      short: jumping(DIM_OFF),
      long: all(action("darker"), repeats(true)),
    },
    {
      id: 4,
      senders: ["key"],
      name: { de: "Auf eine feste Helligkeit", en: "To a fixed brightness" },
      short: all(stayingOn(DIM_ON), brightness),
      long: all(stayingOn(DIM_ON), brightness),
    },
    {
      id: 5,
      senders: ["key"],
      name: { de: "Treppenlicht", en: "Stairway light" },
      description: {
        de: "Ein für eine Zeit; jeder Druck beginnt sie neu",
        en: "On for a time that each press restarts",
      },
      short: all(onFor(DIM_ON, FIVE_MINUTES), brightness),
      long: all(onFor(DIM_ON, FIVE_MINUTES), brightness),
    },
    {
      id: 10,
      senders: ["motion"],
      name: { de: "Bei Bewegung ein für eine Zeit", en: "On for a time after movement" },
      short: all(onFor(DIM_ON, FIVE_MINUTES), brightness, always),
    },
    {
      id: 11,
      senders: ["brightness"],
      name: { de: "Bei Bewegung im Dunkeln ein für eine Zeit", en: "On for a time after movement in the dark" },
      short: all(onFor(DIM_ON, FIVE_MINUTES), brightness, whenDark),
    },
    ...followSensors(DIM_FOLLOW),
  ],
};
