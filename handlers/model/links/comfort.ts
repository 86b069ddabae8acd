/** What people want of blinds, heating, locks and doors. */
import { action, all, between, choice, exactly, ifKnown, type Jumps, leadsTo, type Rule, when } from "./constraints.ts";
import { stayingOn, TILTED } from "./lights.ts";
import type { Family } from "./profiles.ts";

/** Half-way between a tilted window and an open one. */
const OPEN = 150;

// ---------------------------------------------------------------- blinds

/** A press during a drive stops it; ON is up, OFF is down, and either may have stopped half-way. */
const UP: Jumps = {
  OFF: "ONDELAY",
  ONDELAY: "REFON",
  REFON: "ON",
  RAMPON: "ON",
  ON: "ONDELAY",
  OFFDELAY: "ONDELAY",
  REFOFF: "OFF",
  RAMPOFF: "OFF",
};
const DOWN: Jumps = {
  OFF: "OFFDELAY",
  ONDELAY: "OFFDELAY",
  REFON: "ON",
  RAMPON: "ON",
  ON: "OFFDELAY",
  OFFDELAY: "REFOFF",
  REFOFF: "OFF",
  RAMPOFF: "OFF",
};
const UP_OR_DOWN: Jumps = {
  OFF: "ONDELAY",
  ONDELAY: "REFON",
  REFON: "ON",
  RAMPON: "ON",
  ON: "OFFDELAY",
  OFFDELAY: "REFOFF",
  REFOFF: "OFF",
  RAMPOFF: "OFF",
};
/** No stopping: whoever opens the door does not press twice. */
const UP_AND_STAY: Jumps = { ...UP, REFON: "REFON", RAMPON: "RAMPON", REFOFF: "REFON", RAMPOFF: "REFON" };

const fully = all(exactly("ON_LEVEL", 1), exactly("OFF_LEVEL", 0));

export const blinds: Family = {
  receivers: /^(BLIND|JALOUSIE|(BLIND|SHUTTER)_VIRTUAL_RECEIVER)$/,
  wishes: [
    {
      id: 1,
      senders: ["key"],
      name: { de: "Auf, halt, ab, halt", en: "Up, stop, down, stop" },
      description: { de: "Eine Taste für beide Richtungen", en: "One key for both directions" },
      short: all(stayingOn(UP_OR_DOWN), fully),
      long: all(stayingOn(UP_OR_DOWN), fully),
    },
    {
      id: 2,
      senders: ["key"],
      name: { de: "Taste fährt auf", en: "Key moves up" },
      description: { de: "Ein Druck während der Fahrt hält an", en: "A press during the drive stops it" },
      short: all(stayingOn(UP), fully),
      long: all(stayingOn(UP), fully),
    },
    {
      id: 3,
      senders: ["key"],
      name: { de: "Taste fährt ab", en: "Key moves down" },
      description: { de: "Ein Druck während der Fahrt hält an", en: "A press during the drive stops it" },
      short: all(stayingOn(DOWN), fully),
      long: all(stayingOn(DOWN), fully),
    },
    {
      id: 4,
      senders: ["key"],
      name: { de: "In eine feste Position", en: "To a fixed position" },
      short: all(stayingOn(UP), between("ON_LEVEL", 0.5, { max: 1 })),
      long: all(stayingOn(UP), between("ON_LEVEL", 0.5, { max: 1 })),
    },
    {
      id: 20,
      senders: ["contact"],
      name: { de: "Beim Öffnen auffahren", en: "Up when opened" },
      description: { de: "Damit niemand ausgesperrt wird", en: "So that nobody is locked out" },
      short: all(stayingOn(UP_AND_STAY), fully, when("atLeastLow"), exactly("COND_VALUE_LO", TILTED)),
    },
  ],
};

// ---------------------------------------------------------------- heating

export const heatingContacts: Family = {
  receivers: /^HEATING_SHUTTER_CONTACT_RECEIVER$/,
  wishes: [
    {
      id: 1,
      senders: ["contact"],
      name: { de: "Absenken bei offenem oder gekipptem Fenster", en: "Lower while the window is open or tilted" },
      short: exactly("COND_VALUE_LO", TILTED),
      long: exactly("COND_VALUE_LO", TILTED),
    },
    {
      id: 2,
      senders: ["contact"],
      name: { de: "Absenken nur bei ganz offenem Fenster", en: "Lower only while the window is fully open" },
      short: exactly("COND_VALUE_LO", OPEN),
      long: exactly("COND_VALUE_LO", OPEN),
    },
  ],
};

export const windowSwitches: Family = {
  receivers: /^WINDOW_SWITCH_RECEIVER$/,
  wishes: [
    {
      id: 1,
      senders: ["contact"],
      name: { de: "Bei offenem Fenster absenken auf", en: "While the window is open lower to" },
      common: between("TEMPERATUR_WINDOW_OPEN_VALUE", 12),
      short: ifKnown("COND_VALUE_LO", TILTED),
    },
  ],
};

/** HmIP and BidCos thermostats know the same wishes by other names. */
const boost = choice("CONTROL_MODE_RC", "BOOST_TOGGLE");
const boostOfOld = choice("CONTROL_RC", "BOOSTMODE");
const automatic = choice("CONTROL_MODE_RC", "AUTO_WITH_WP");
const automaticOfOld = choice("CONTROL_RC", "AUTOMODE + AUTOTEMPERATURE");
const warm = all(
  choice("CONTROL_MODE_RC", "MANU_WITH_TRC_DT"),
  between("TEMPERATURE_RC", 21),
  exactly("DELTA_TEMPERATURE", 0),
);
const warmOfOld = all(
  choice("CONTROL_RC", "MANUMODE + TEMPERATURE SHORT", "MANUMODE + TEMPERATURE LONG"),
  between("TEMPERATUR_RC", 21),
);

const heating = (receivers: RegExp, start: Rule, back: Rule, hold: Rule): Family => ({
  receivers,
  wishes: [
    {
      id: 1,
      senders: ["key"],
      name: { de: "Taste startet und beendet Boost", en: "Key starts and ends boost" },
      short: start,
      long: start,
    },
    {
      id: 2,
      senders: ["key"],
      name: { de: "Taste kehrt zum Wochenprogramm zurück", en: "Key returns to the week program" },
      short: back,
      long: back,
    },
    {
      id: 3,
      senders: ["key"],
      name: { de: "Taste stellt eine feste Temperatur ein", en: "Key sets a fixed temperature" },
      short: hold,
      long: hold,
    },
    {
      id: 4,
      senders: ["key"],
      name: { de: "Kurz Wochenprogramm, lang Boost", en: "Short week program, long boost" },
      short: back,
      long: start,
    },
  ],
});

// ---------------------------------------------------------------- locks and doors

const LOCK = ["LOCK"] as const;
const UNLOCK = ["UNLOCK"] as const;
const OPENED = ["OPEN"] as const;
const lock = all(action("jump"), leadsTo({ OFF: LOCK, ON: LOCK }));
const unlock = all(action("jump"), leadsTo({ OFF: UNLOCK, ON: UNLOCK }));
const lockOver = all(action("jump"), leadsTo({ OFF: UNLOCK, ON: LOCK }));
const open = all(action("jump"), leadsTo({ OFF: OPENED, ON: OPENED }));

export const locks: Family = {
  receivers: /^(KEYMATIC|ACCESS_RECEIVER)$/,
  wishes: [
    {
      id: 1,
      senders: ["key"],
      name: { de: "Taste verriegelt", en: "Key locks" },
      short: lock,
      long: lock,
    },
    {
      id: 2,
      senders: ["key"],
      name: { de: "Taste entriegelt", en: "Key unlocks" },
      short: unlock,
      long: unlock,
    },
    {
      id: 3,
      senders: ["key"],
      name: { de: "Taste ver- und entriegelt", en: "Key locks and unlocks in turn" },
      short: lockOver,
      long: lockOver,
    },
    {
      id: 4,
      senders: ["key"],
      name: { de: "Kurz verriegeln, lang entriegeln", en: "Short locks, long unlocks" },
      short: lock,
      long: unlock,
    },
    {
      id: 5,
      senders: ["key"],
      name: { de: "Taste öffnet die Tür", en: "Key opens the door" },
      description: { de: "Zieht auch die Falle", en: "Pulls the latch, too" },
      short: open,
      long: open,
    },
  ],
};

const IN_TURN = { OFF: ["RAMP_ON"], RAMPON: ["ON"], ON: ["RAMP_OFF"], RAMPOFF: ["ON"] } as const;
export const doors: Family = {
  receivers: /^DOOR_RECEIVER$/,
  wishes: [
    {
      id: 1,
      senders: ["key"],
      name: { de: "Tor auf, halt, zu, halt", en: "Door opens, stops, closes, stops" },
      short: all(action("jump"), leadsTo(IN_TURN)),
      long: all(action("jump"), leadsTo(IN_TURN)),
    },
  ],
};

export const heatingKeys: readonly Family[] = [
  heating(/^HEATING_KEY_RECEIVER$/, boost, automatic, warm),
  heating(/^REMOTECONTROL_RECEIVER$/, boostOfOld, automaticOfOld, warmOfOld),
];
