/** What the entries of value lists are called, beside those that values of data points share (labels.ts). Our own words. */
import type { Locale } from "../labels.ts";
import { unitLabel } from "./times.ts";
import { type Words, words } from "./vocabulary.ts";

const CHOICES: Words = words(`
  ABSOLUTE|Absolut|Absolute
  ACCEPT_ECLK|Externe Uhr beachten|Follow the external clock
  ACTIVE|Aktiv|Active
  ACTUAL_WITH_DT_FOR_OT|Gemessene Temperatur mit Abweichung|Measured temperature with deviation
  ACTUAL_WITH_TRC_FOR_OT|Gemessene Temperatur, eigener Sollwert|Measured temperature, own set point
  AKTIV|Aktiv|Active
  ALWAYS|Immer|Always
  ANALOG_INPUT|Analoger Eingang|Analog input
  ANALOG_OUTPUT|Analoger Ausgang|Analog output
  ANY_MOTION|Jede Bewegung|Any motion
  ATC_OFF|Aus|Off
  ATC_ON|Ein|On
  AUTO|Automatisch|Automatic
  AUTOMODE|Im Automatikbetrieb|In automatic mode
  AUTO_MANUMODE|Im Automatik- und Handbetrieb|In automatic and manual mode
  AUTO_PARTYMODE|Im Automatikbetrieb und bei Abwesenheit|In automatic and away mode
  AUTO_WITH_WP|Automatik nach Wochenprogramm|Automatic by week program
  BELL|Klingel|Bell
  BILLOW_FAST|Schnell anschwellend|Swelling quickly
  BILLOW_MIDDLE|Mittel anschwellend|Swelling
  BILLOW_SLOW|Langsam anschwellend|Swelling slowly
  BINARY_BEHAVIOR|Kontakt|Contact
  BLIND|Jalousie|Blind
  BLINKING_FAST|Schnell blinkend|Blinking quickly
  BLINKING_MIDDLE|Mittel blinkend|Blinking
  BLINKING_SLOW|Langsam blinkend|Blinking slowly
  BLINK_FAST|Schnell blinkend|Blinking quickly
  BLINK_SLOW|Langsam blinkend|Blinking slowly
  BOOST_TOGGLE|Boost umschalten|Toggle boost
  BULB|Glühlampe|Bulb
  CELSIUS|Grad Celsius|Degrees Celsius
  CIRCLE|Im Kreis|In a circle
  COND_VALUE_LO LE X LT COND_VALUE_HI|Wert zwischen den Schwellen|Value between the thresholds
  CONVECTOR_ACTIVE|Konvektor mit Gebläse|Convector with fan
  CONVECTOR_PASSIV|Konvektor ohne Gebläse|Convector without fan
  DEAKTIV|Nicht aktiv|Not active
  DIGITAL_INPUT|Digitaler Eingang|Digital input
  DIGITAL_OUTPUT|Digitaler Ausgang|Digital output
  DIRECT|Direkt|Direct
  DONT_CARE|Egal|Whatever
  DONT_USE|Nicht verwenden|Do not use
  DOOR|Tür|Door
  DOWNDIM|Abdimmen|Dim down
  DRIVE_DIRECTLY|Direkt fahren|Drive directly
  DRIVE_DOWN|Abfahren|Drive down
  DRIVE_UP|Auffahren|Drive up
  DRIVE_VIA_LOWER_END_POSITION|Über die untere Endlage|Via the lower end position
  DRIVE_VIA_NEXT_END_POSITION|Über die nächste Endlage|Via the next end position
  DRIVE_VIA_UPPER_END_POSITION|Über die obere Endlage|Via the upper end position
  ENGLISH|Englisch|English
  FAHRENHEIT|Grad Fahrenheit|Degrees Fahrenheit
  FLASH_FAST|Schnell blitzend|Flashing quickly
  FLASH_MIDDLE|Mittel blitzend|Flashing
  FLASH_SLOW|Langsam blitzend|Flashing slowly
  FLOOR_HEATING_LOW_ENERGY|Fußbodenheizung im Niedrigenergiehaus|Floor heating, low energy
  FLOOR_HEATING_STANDARD|Übliche Fußbodenheizung|Usual floor heating
  FREQUENCY_INPUT|Frequenzeingang|Frequency input
  FRIDAY|Freitag|Friday
  GERMAN|Deutsch|German
  HEATING_COOLING|Heizen und Kühlen|Heating and cooling
  HIGH|Hoch|High
  HORIZONTAL|Waagerecht|Horizontal
  IGNORE_ECLK|Externe Uhr nicht beachten|Ignore the external clock
  INACTIVE|Nicht aktiv|Not active
  INACTIVE_DEFAULT|Nicht aktiv, Vorgabe|Not active, default
  INSIDE_RANGE|Im Bereich|Inside the range
  INVERTED|Umgekehrt|Inverted
  JUMP|Zum Ziel springen|Jump to the target
  JUMP_TO_TARGET|Zum Ziel springen|Jump to the target
  KEY_BEHAVIOR|Taster|Push button
  LAST|Letzte|Last
  LEFT|Links|Left
  LIGHT|Licht|Light
  LOCK|Verriegeln|Lock
  LOGIC_AND|Und|And
  LOGIC_ANDINVERS|Und mit Umkehrung|And, inverted
  LOGIC_INACTIVE|Keine Verknüpfung|No combination
  LOGIC_INVERSMINUS|Umgekehrte Differenz|Inverse difference
  LOGIC_INVERSMUL|Umgekehrtes Produkt|Inverse product
  LOGIC_INVERSPLUS|Umgekehrte Summe|Inverse sum
  LOGIC_MINUS|Differenz|Difference
  LOGIC_MINUSINVERS|Differenz mit Umkehrung|Difference, inverted
  LOGIC_MUL|Produkt|Product
  LOGIC_MULINVERS|Produkt mit Umkehrung|Product, inverted
  LOGIC_NAND|Nicht-Und|Not and
  LOGIC_NOR|Nicht-Oder|Not or
  LOGIC_OR|Oder|Or
  LOGIC_ORINVERS|Oder mit Umkehrung|Or, inverted
  LOGIC_PLUS|Summe|Sum
  LOGIC_PLUSINVERS|Summe mit Umkehrung|Sum, inverted
  LOGIC_XOR|Entweder-oder|Exclusive or
  LONG|Lang|Long
  LOW|Niedrig|Low
  MANU|Manuell|Manual
  MARQUEE|Lauflicht|Running light
  MID|Mittel|Middle
  MINIMAL|Mindestens|At least
  MOISTURE|Feuchtigkeit|Moisture
  MONDAY|Montag|Monday
  NOP|Nichts tun|Do nothing
  NORMALLY_CLOSE|Stromlos geschlossen|Normally closed
  NORMALLY_OPEN|Stromlos offen|Normally open
  NORMAL_MODE|Normal|Normal
  NOT_SWAPPED|Nicht vertauscht|Not swapped
  NO_ACTION|Keine Aktion|No action
  NO_CHANGE|Keine Änderung|No change
  NO_JUMP|Unverändert|Unchanged
  NO_JUMP_IGNORE_COMMAND|Befehl nicht beachten|Ignore the command
  NO_MSG|Keine Meldung|No message
  OFFDELAY|Ausschaltverzögerung|Switch-off delay
  OFF_DELAY|Aus nach Verzögerung|Off after a delay
  OLD_LEVEL|Letzter Wert|Last value
  ONDELAY|Einschaltverzögerung|Switch-on delay
  ON_DELAY|Ein nach Verzögerung|On after a delay
  OUTSIDE_RANGE|Außerhalb des Bereichs|Outside the range
  PHONE|Telefon|Phone
  PIR_OPERATION_MODE_ECO|Sparsam|Economical
  PIR_OPERATION_MODE_NORMAL|Normal|Normal
  PIR_OPERATION_MODE_OFF|Aus|Off
  POWERUP_OFF|Ausgeschaltet|Switched off
  POWERUP_ON|Eingeschaltet|Switched on
  PUSHBUTTON|Taster|Push button
  RADIATOR|Heizkörper|Radiator
  RAMPOFF|Rampe beim Ausschalten|Ramp when switching off
  RAMPON|Rampe beim Einschalten|Ramp when switching on
  RAMP_OFF|Rampe beim Ausschalten|Ramp when switching off
  RAMP_ON|Rampe beim Einschalten|Ramp when switching on
  RANDOM|Zufällig|Random
  REFOFF|Referenz vor Aus|Reference before off
  REFON|Referenz vor Ein|Reference before on
  RESERVED|Reserviert|Reserved
  RESTART_BUTTONPRESS|Neustart wie nach Tastendruck|Restart as after a key press
  RESTART_LAST|Letzter Zustand|Last state
  RESTART_OFF|Aus|Off
  RIGHT|Rechts|Right
  ROOM_WITH_FIREPLACE|Raum mit Kamin|Room with a fireplace
  ROOM_WITH_TOWEL_RAIL|Raum mit Handtuchheizkörper|Room with a towel rail
  SATURDAY|Samstag|Saturday
  SCENE|Szene|Scene
  SET_POSITION_ALWAYS_OVER_BOTTOM_END_POSITION|Immer über die untere Endlage|Always via the bottom end position
  SET_POSITION_ALWAYS_OVER_NEXT_END_POSITION|Immer über die nächste Endlage|Always via the next end position
  SET_POSITION_ALWAYS_OVER_TOP_END_POSITION|Immer über die obere Endlage|Always via the top end position
  SET_POSITION_DIRECTLY|Direkt|Directly
  SET_TEMPERATURE_CHANGE_BY_ALL|Jeder darf ändern|Everybody may change
  SET_TEMPERATURE_CHANGE_BY_NONE|Niemand darf ändern|Nobody may change
  SET_TEMPERATURE_CHANGE_ONLY_BY_CCU|Nur die Zentrale darf ändern|Only the CCU may change
  SET_TEMPERATURE_CHANGE_ONLY_BY_RT_TC_CCU_SELF|Nur Thermostate, Zentrale und das Gerät selbst|Only thermostats, CCU and the device itself
  SET_TEMPERATURE_CHANGE_ONLY_BY_RT_TC_SC_SELF|Nur Thermostate, Kontakte und das Gerät selbst|Only thermostats, contacts and the device itself
  SET_TEMPERATURE_CHANGE_ONLY_BY_SELF|Nur das Gerät selbst darf ändern|Only the device itself may change
  SET_TO_OFF|Ausschalten|Switch off
  SHORT|Kurz|Short
  SHUTTER|Rollladen|Shutter
  SILENT_MODE|Leise|Silent
  STANDARD_ROOM|Üblicher Raum|Usual room
  SUNDAY|Sonntag|Sunday
  SWAPPED|Vertauscht|Swapped
  SWITCH|Schalter|Switch
  SWITCH_BEHAVIOR|Schalter|Switch
  THURSDAY|Donnerstag|Thursday
  TILT_DETECTION|Neigung|Tilt
  TIME_IS_ABSOLUTE|Zeit gilt absolut|Time is absolute
  TIME_IS_MINIMAL|Zeit gilt mindestens|Time is a minimum
  TOGGLE|Umschalten|Toggle
  TOGGLEDIM|Auf- oder Abdimmen|Dim up or down
  TOGGLEDIM_INVERS_TO_COUNTER|Dimmen entgegen dem Zähler|Dim against the counter
  TOGGLEDIM_TO_COUNTER|Dimmen nach Zähler|Dim by the counter
  TOGGLE_DRIVE_COUNTER|Fahren nach Zähler|Drive by the counter
  TOGGLE_DRIVE_COUNTER_INVERS|Fahren entgegen dem Zähler|Drive against the counter
  TOGGLE_DRIVE_LAST_DIR|Gegen die letzte Richtung fahren|Drive against the last direction
  TOGGLE_INVERS|Umgekehrt umschalten|Toggle inversely
  TOGGLE_INVERS_TO_COUNTER|Umschalten entgegen dem Zähler|Toggle against the counter
  TOGGLE_INV_TO_COUNTER|Umschalten entgegen dem Zähler|Toggle against the counter
  TOGGLE_TO_COUNTER|Umschalten nach Zähler|Toggle by the counter
  TUESDAY|Dienstag|Tuesday
  UNLOCK|Entriegeln|Unlock
  UPDIM|Aufdimmen|Dim up
  USE|Verwenden|Use
  VALUE_EQ_HI|Wert gleich der oberen Schwelle|Value equals the upper threshold
  VALUE_EQ_LO|Wert gleich der unteren Schwelle|Value equals the lower threshold
  VALUE_GE_HI|Wert ab der oberen Schwelle|Value at or above the upper threshold
  VALUE_GE_LO|Wert ab der unteren Schwelle|Value at or above the lower threshold
  VALUE_GE_LO_AND_L_HI|Wert zwischen den Schwellen|Value between the thresholds
  VALUE_L_HI|Wert unter der oberen Schwelle|Value below the upper threshold
  VALUE_L_LO|Wert unter der unteren Schwelle|Value below the lower threshold
  VALUE_L_LO_OR_GE_HI|Wert außerhalb der Schwellen|Value outside the thresholds
  VERTICAL|Senkrecht|Vertical
  VERY_HIGH|Sehr hoch|Very high
  WATERLEVEL|Wasserstand|Water level
  WEDNESDAY|Mittwoch|Wednesday
  WINDOW|Fenster|Window
  X GE COND_VALUE_HI|Wert ab der oberen Schwelle|Value at or above the upper threshold
  X GE COND_VALUE_LO|Wert ab der unteren Schwelle|Value at or above the lower threshold
  X LT COND_VALUE_HI|Wert unter der oberen Schwelle|Value below the upper threshold
  X LT COND_VALUE_LO|Wert unter der unteren Schwelle|Value below the lower threshold
  X LT COND_VALUE_LO OR X GE COND_VALUE_HI|Wert außerhalb der Schwellen|Value outside the thresholds`);

/** Entries that are made by a rule; `$1` is their number. */
const NUMBERED: readonly (readonly [pattern: RegExp, texts: Readonly<Record<Locale, string>>])[] = [
  [/^(\d)\.WEEK$/, { de: "$1. Woche", en: "Week $1" }],
  [/^VOLUME_(\d+)$/, { de: "Lautstärke $1 %", en: "Volume $1 %" }],
  [/^TONE(\d+)$/, { de: "Ton $1", en: "Tone $1" }],
  [
    /^EFFECT_0*(\d+)_END_CURRENT_PROFILE$/,
    { de: "Effekt $1 nach dem laufenden Profil", en: "Effect $1 after the running profile" },
  ],
  [
    /^EFFECT_0*(\d+)_INTERRUPT_CURRENT_PROFILE$/,
    { de: "Effekt $1 anstelle des laufenden Profils", en: "Effect $1 instead of the running profile" },
  ],
];
/** Figures explain themselves: `70%`, `-3.5K`, `15 min`. */
const FIGURE = /^[-+]?\d+([.,]\d+)?\s*(%|K|min)?$/i;

/** The text of an entry of a configuration's value list; `undefined` where we gave it none. */
export function choiceText(raw: string, locale: Locale): string | undefined {
  const found = CHOICES.get(raw)?.[locale] ?? unitLabel(raw, locale);
  if (found !== undefined) return found;
  const rule = NUMBERED.find(([pattern]) => pattern.test(raw));
  if (rule) return raw.replace(rule[0], rule[1][locale]);
  return FIGURE.test(raw) ? raw : undefined;
}
