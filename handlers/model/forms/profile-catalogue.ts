/** Ready-made settings of channels: what people usually want, as one choice instead of several parameters. Our own list. */
import type { Locale } from "../labels.ts";

type Text = Readonly<Record<Locale, string>>;
export type Constraint =
  | { readonly constraint_type: "fixed"; readonly value: boolean | number | string }
  | {
      readonly constraint_type: "range";
      readonly min_value: number;
      readonly max_value: number;
      readonly default: number;
    }
  | {
      readonly constraint_type: "list";
      readonly values: readonly (number | string)[];
      readonly default: number | string;
    };

export interface MasterProfile {
  /** Of its own among all profiles, never reused; 0 = none of them. */
  readonly id: number;
  readonly name: Text;
  readonly description: Text;
  readonly params: Readonly<Record<string, Constraint>>;
}
/** Profiles of one question; at most one of them is chosen. */
export interface Topic {
  readonly id: string;
  readonly label: Text;
  readonly channels: RegExp;
  readonly profiles: readonly MasterProfile[];
}

const fixed = (value: boolean | number | string): Constraint => ({ constraint_type: "fixed", value });
const profile = (
  id: number,
  name: readonly [de: string, en: string],
  description: readonly [de: string, en: string],
  params: Readonly<Record<string, boolean | number | string | Constraint>>,
): MasterProfile => ({
  id,
  name: { de: name[0], en: name[1] },
  description: { de: description[0], en: description[1] },
  params: Object.fromEntries(
    Object.entries(params).map(([parameter, value]) => [parameter, typeof value === "object" ? value : fixed(value)]),
  ),
});
const text = (de: string, en: string): Text => ({ de, en });

/** More special topics first: of two that fit equally well the first is the active one. */
export const TOPICS: readonly Topic[] = [
  {
    id: "input",
    label: text("Was ist angeschlossen?", "What is connected?"),
    channels: /^(MULTI_MODE_INPUT_TRANSMITTER|KEY_TRANSCEIVER)$/,
    profiles: [
      profile(
        11,
        ["Taster", "Push button"],
        ["Meldet kurze und lange Tastendrücke", "Reports short and long presses"],
        { CHANNEL_OPERATION_MODE: "KEY_BEHAVIOR" },
      ),
      profile(
        12,
        ["Schalter", "Switch"],
        ["Meldet jedes Umlegen als kurzen Tastendruck", "Reports each change as a short press"],
        { CHANNEL_OPERATION_MODE: "SWITCH_BEHAVIOR" },
      ),
      profile(13, ["Kontakt", "Contact"], ["Meldet offen und geschlossen", "Reports open and closed"], {
        CHANNEL_OPERATION_MODE: "BINARY_BEHAVIOR",
      }),
      profile(14, ["Nichts", "Nothing"], ["Der Eingang ist abgeschaltet", "The input is off"], {
        CHANNEL_OPERATION_MODE: "INACTIVE",
      }),
    ],
  },
  {
    id: "press",
    label: text("Tastendrücke", "Presses"),
    channels: /^(KEY|KEY_TRANSCEIVER|MULTI_MODE_INPUT_TRANSMITTER)$/,
    profiles: [
      profile(1, ["Üblich", "Usual"], ["Lang ab 0,4 s, kein doppelter Druck", "Long from 0.4 s, no double press"], {
        LONG_PRESS_TIME: 0.4,
        DBL_PRESS_TIME: 0,
      }),
      profile(
        2,
        ["Mit doppeltem Druck", "With double press"],
        ["Zwei Drücke in 0,5 s zählen zusammen", "Two presses within 0.5 s count as one double press"],
        { LONG_PRESS_TIME: 0.4, DBL_PRESS_TIME: 0.5 },
      ),
      profile(
        3,
        ["Ruhige Hand", "Unhurried"],
        ["Lang erst ab 1 s: für Menschen, die lange drücken", "Long only from 1 s: for people who press slowly"],
        { LONG_PRESS_TIME: 1, DBL_PRESS_TIME: 0 },
      ),
    ],
  },
  {
    id: "power_return",
    label: text("Wenn der Strom wiederkommt", "When power returns"),
    channels: /^(SWITCH|DIMMER)_VIRTUAL_RECEIVER$/,
    profiles: [
      profile(21, ["Aus bleiben", "Stay off"], ["Nichts schaltet sich ein", "Nothing switches on"], {
        POWERUP_JUMPTARGET: "OFF",
      }),
      profile(22, ["Einschalten", "Switch on"], ["Und eingeschaltet bleiben", "And stay on"], {
        POWERUP_JUMPTARGET: "ON",
        POWERUP_ONTIME_UNIT: "H",
        POWERUP_ONTIME_VALUE: 31,
      }),
      profile(
        23,
        ["Eine Zeit lang einschalten", "Switch on for a while"],
        ["Und danach wieder aus", "And off again afterwards"],
        {
          POWERUP_JUMPTARGET: "ON",
          POWERUP_ONTIME_UNIT: { constraint_type: "list", values: ["1S", "10S", "1M", "10M", "H"], default: "1M" },
          POWERUP_ONTIME_VALUE: { constraint_type: "range", min_value: 1, max_value: 30, default: 5 },
        },
      ),
    ],
  },
  {
    id: "power_return_classic",
    label: text("Wenn der Strom wiederkommt", "When power returns"),
    channels: /^(SWITCH|DIMMER|VIRTUAL_DIMMER)$/,
    profiles: [
      profile(31, ["Aus bleiben", "Stay off"], ["Nichts schaltet sich ein", "Nothing switches on"], {
        POWERUP_ACTION: "POWERUP_OFF",
      }),
      profile(32, ["Einschalten", "Switch on"], ["Der Ausgang geht an", "The output goes on"], {
        POWERUP_ACTION: "POWERUP_ON",
      }),
    ],
  },
  {
    id: "display",
    label: text("Anzeige", "Display"),
    channels: /^HEATING_CLIMATECONTROL_TRANSCEIVER$/,
    profiles: [
      profile(41, ["Ist-Temperatur", "Actual temperature"], ["Ohne Luftfeuchte", "Without humidity"], {
        SHOW_SET_TEMPERATURE: false,
        SHOW_HUMIDITY: false,
      }),
      profile(
        42,
        ["Ist-Temperatur und Luftfeuchte", "Actual temperature and humidity"],
        ["Beides im Wechsel", "Both in turn"],
        { SHOW_SET_TEMPERATURE: false, SHOW_HUMIDITY: true },
      ),
      profile(43, ["Soll-Temperatur", "Set temperature"], ["Ohne Luftfeuchte", "Without humidity"], {
        SHOW_SET_TEMPERATURE: true,
        SHOW_HUMIDITY: false,
      }),
    ],
  },
  {
    id: "boost",
    label: text("Boost", "Boost"),
    channels: /^HEATING_CLIMATECONTROL_TRANSCEIVER$/,
    profiles: [
      profile(51, ["Kurz", "Short"], ["5 Minuten, Ventil zu 80 % offen", "5 minutes, valve 80 % open"], {
        BOOST_TIME_PERIOD: 5,
        BOOST_POSITION: 80,
      }),
      profile(52, ["Kräftig", "Strong"], ["15 Minuten, Ventil ganz offen", "15 minutes, valve fully open"], {
        BOOST_TIME_PERIOD: 15,
        BOOST_POSITION: 100,
      }),
    ],
  },
  {
    id: "status_messages",
    label: text("Statusmeldungen", "Status messages"),
    channels: /^MAINTENANCE$/,
    profiles: [
      profile(61, ["Sparsam", "Economical"], ["Schont Batterie und Funk", "Easy on battery and radio"], {
        CYCLIC_INFO_MSG: 1,
        CYCLIC_INFO_MSG_DIS: 1,
        CYCLIC_INFO_MSG_DIS_UNCHANGED: 20,
      }),
      profile(62, ["Häufig", "Frequent"], ["Jede zyklische Meldung wird gesendet", "Every cyclic message is sent"], {
        CYCLIC_INFO_MSG: 1,
        CYCLIC_INFO_MSG_DIS: 0,
        CYCLIC_INFO_MSG_DIS_UNCHANGED: 0,
      }),
    ],
  },
  {
    id: "feedback_light",
    label: text("LED", "LED"),
    channels: /TRANSMITTER$|^KEY_TRANSCEIVER$/,
    profiles: [
      profile(71, ["LED zeigt den Zustand", "LED shows the state"], ["Leuchtet, wenn eingeschaltet", "Lit while on"], {
        LED_DISABLE_CHANNELSTATE: false,
      }),
      profile(72, ["LED bleibt dunkel", "LED stays dark"], ["Für Schlafräume", "For bedrooms"], {
        LED_DISABLE_CHANNELSTATE: true,
      }),
    ],
  },
  {
    id: "access",
    label: text("Bedienung am Gerät", "Operation at the device"),
    channels: /^MAINTENANCE$/,
    profiles: [
      profile(81, ["Frei", "Free"], ["Tasten und Rücksetzen erlaubt", "Buttons and reset allowed"], {
        GLOBAL_BUTTON_LOCK: false,
        LOCAL_RESET_DISABLED: false,
      }),
      profile(82, ["Gesperrt", "Locked"], ["Für öffentliche Räume", "For public rooms"], {
        GLOBAL_BUTTON_LOCK: true,
        LOCAL_RESET_DISABLED: true,
      }),
    ],
  },
];
