/** Labels of parameters, values and channel types in German and English. Our own words; what is missing is derived. */
import { titleCase } from "./names.ts";

export type Locale = "de" | "en";

type Labels = ReadonlyMap<string, Readonly<Record<Locale, string>>>;
/** `KEY|Deutsch|English`, one a line; without an English part the key in title case is the English label. */
const labels = (text: string): Labels =>
  new Map(
    text
      .trim()
      .split("\n")
      .map((line) => {
        const [key = "", de = "", en] = line.trim().split("|");
        return [key, { de, en: en ?? titleCase(key) }];
      }),
  );

const PARAMETERS = labels(`
  ACOUSTIC_ALARM_ACTIVE|Akustischer Alarm aktiv|Acoustic alarm active
  ACOUSTIC_ALARM_SELECTION|Akustisches Signal|Acoustic signal
  ACTIVE_PROFILE|Aktives Profil|Active profile
  ACTIVITY_STATE|Aktivität|Activity
  ACTUAL_HUMIDITY|Luftfeuchte|Humidity
  ACTUAL_TEMPERATURE|Ist-Temperatur|Actual temperature
  AIR_PRESSURE|Luftdruck|Air pressure
  ALARMSTATE|Alarmzustand|Alarm state
  AUTO_MODE|Automatikbetrieb|Automatic mode
  BATTERY_STATE|Batteriespannung|Battery voltage
  BOOST_MODE|Boost-Betrieb|Boost mode
  BOOST_TIME|Boost-Dauer|Boost time
  BRIGHTNESS|Helligkeit
  CARRIER_SENSE_LEVEL|Funklast des Kanals|Carrier sense level
  CHANNEL_OPERATION_MODE|Betriebsart des Kanals|Channel operation mode
  COLOR|Farbe|Colour
  COLOR_TEMPERATURE|Farbtemperatur|Colour temperature
  COMBINED_PARAMETER|Kombinierter Befehl|Combined command
  COMFORT_MODE|Komfortbetrieb|Comfort mode
  CONCENTRATION|Konzentration
  CONFIG_PENDING|Konfiguration steht aus|Configuration pending
  CONTROL_MODE|Betriebsart|Control mode
  CURRENT|Strom
  CURRENT_ILLUMINATION|Aktuelle Beleuchtungsstärke|Current illuminance
  DIRECTION|Fahrtrichtung
  DIRT_LEVEL|Verschmutzung|Dirt level
  DOOR_COMMAND|Torbefehl|Door command
  DOOR_STATE|Torzustand|Door state
  DURATION_UNIT|Einheit der Dauer|Unit of duration
  DURATION_VALUE|Dauer|Duration
  DUTYCYCLE|Sendezeit ausgeschöpft|Duty cycle reached
  DUTY_CYCLE|Sendezeit ausgeschöpft|Duty cycle reached
  DUTY_CYCLE_LEVEL|Sendezeitanteil|Duty cycle level
  EFFECT|Effekt
  EMERGENCY_OPERATION|Notbetrieb|Emergency operation
  ENERGY_COUNTER|Energiezähler|Energy counter
  ERROR|Fehler
  ERROR_CODE|Fehlercode|Error code
  ERROR_JAMMED|Mechanik blockiert|Jammed
  ERROR_OVERHEAT|Überhitzung|Overheated
  ERROR_OVERLOAD|Überlast|Overload
  ERROR_REDUCED|Leistung begrenzt|Output reduced
  ERROR_SABOTAGE|Sabotage|Sabotage
  FILLING_LEVEL|Füllstand|Filling level
  FREQUENCY|Netzfrequenz|Frequency
  FROST_PROTECTION|Frostschutz|Frost protection
  GAS_ENERGY_COUNTER|Gaszähler (Energie)|Gas energy counter
  GLOBAL_BUTTON_LOCK|Tastensperre|Button lock
  HEATING_COOLING|Heizen oder Kühlen|Heating or cooling
  HUE|Farbton
  HUMIDITY|Luftfeuchte
  ILLUMINATION|Beleuchtungsstärke|Illuminance
  INHIBIT|Bedienung gesperrt|Inhibited
  INSTALL_TEST|Installationstest|Installation test
  LEVEL|Stellwert
  LEVEL_2|Lamellenposition|Slat position
  LEVEL_COMBINED|Kombinierte Position|Combined position
  LEVEL_REAL|Tatsächlicher Stellwert|Actual level
  LEVEL_SLATS|Lamellenposition|Slat position
  LOCK_STATE|Schlosszustand|Lock state
  LOCK_TARGET_LEVEL|Schlossbefehl|Lock command
  LOWBAT|Batterie schwach|Battery low
  LOWERING_MODE|Absenkbetrieb|Lowering mode
  LOW_BAT|Batterie schwach|Battery low
  MANU_MODE|Handbetrieb|Manual mode
  MOISTURE_DETECTED|Feuchtigkeit erkannt|Moisture detected
  MOTION|Bewegung
  MOTION_DETECTION_ACTIVE|Bewegungserkennung aktiv|Motion detection active
  ON_TIME|Einschaltdauer|On time
  OPEN|Öffnen
  OPERATING_VOLTAGE|Betriebsspannung|Operating voltage
  OPTICAL_ALARM_ACTIVE|Optischer Alarm aktiv|Optical alarm active
  OPTICAL_ALARM_SELECTION|Optisches Signal|Optical signal
  PARTY_MODE|Abwesenheit|Away mode
  POWER|Leistung
  PRESENCE_DETECTION_ACTIVE|Anwesenheitserkennung aktiv|Presence detection active
  PRESENCE_DETECTION_STATE|Anwesenheit|Presence
  PRESS|Tastendruck
  PRESS_CONT|Taste gehalten (wiederholt)|Key held (repeated)
  PRESS_LOCK|Taste Verriegeln|Lock key
  PRESS_LONG|Langer Tastendruck|Long press
  PRESS_LONG_RELEASE|Langer Tastendruck Ende|Long press released
  PRESS_LONG_START|Langer Tastendruck Beginn|Long press started
  PRESS_SHORT|Kurzer Tastendruck|Short press
  PRESS_UNLOCK|Taste Entriegeln|Unlock key
  PROCESS|Vorgang
  RAINING|Regen
  RAIN_COUNTER|Regenmenge|Rainfall
  RAMP_TIME|Rampenzeit|Ramp time
  RESET_MOTION|Bewegung zurücksetzen|Reset motion
  RESET_PRESENCE|Anwesenheit zurücksetzen|Reset presence
  RSSI_DEVICE|Signalstärke am Gerät|Signal strength at the device
  RSSI_PEER|Signalstärke an der Zentrale|Signal strength at the CCU
  SABOTAGE|Sabotage
  SATURATION|Sättigung
  SECTION|Abschnitt
  SET_POINT_MODE|Sollwertbetrieb|Set point mode
  SET_POINT_TEMPERATURE|Soll-Temperatur|Set point temperature
  SET_TEMPERATURE|Soll-Temperatur|Set temperature
  SETPOINT|Soll-Temperatur|Set point
  SMOKE_DETECTOR_ALARM_STATUS|Rauchalarm|Smoke alarm
  SMOKE_DETECTOR_COMMAND|Rauchmelderbefehl|Smoke detector command
  SMOKE_LEVEL|Rauchdichte|Smoke level
  STATE|Zustand
  STICKY_UNREACH|Kommunikation war gestört|Communication was disturbed
  STOP|Stopp
  SUNSHINEDURATION|Sonnenscheindauer|Sunshine duration
  TEMPERATURE|Temperatur
  TEMPERATURE_MAXIMUM|Höchste Temperatur|Maximum temperature
  TEMPERATURE_MINIMUM|Niedrigste Temperatur|Minimum temperature
  TEMPERATURE_OFFSET|Temperaturkorrektur|Temperature offset
  UNREACH|Nicht erreichbar|Unreachable
  UPDATE_PENDING|Aktualisierung steht aus|Update pending
  VALVE_STATE|Ventilöffnung|Valve position
  VOLTAGE|Spannung
  WATERLEVEL_DETECTED|Wasserstand erkannt|Water level detected
  WEEK_PROGRAM_POINTER|Wochenprogramm|Week program
  WIND_DIRECTION|Windrichtung|Wind direction
  WIND_DIRECTION_RANGE|Schwankung der Windrichtung|Wind direction range
  WIND_SPEED|Windgeschwindigkeit|Wind speed
  WINDOW_STATE|Fensterzustand|Window state
  WORKING|In Bewegung|Working`);

/** What a parameter is called on a certain channel type, where that differs. Key `TYPE/PARAMETER`. */
const ON_CHANNEL = labels(`
  SHUTTER_CONTACT/STATE|Öffnung|Contact
  ROTARY_HANDLE_SENSOR/STATE|Griffstellung|Handle position
  SMOKE_DETECTOR/STATE|Rauch|Smoke
  WATERDETECTIONSENSOR/STATE|Wasser|Water
  KEYMATIC/STATE|Entriegelt|Unlocked
  BLIND/LEVEL|Behanghöhe|Blind position
  BLIND_VIRTUAL_RECEIVER/LEVEL|Behanghöhe|Blind position
  BLIND_TRANSMITTER/LEVEL|Behanghöhe|Blind position
  SHUTTER_VIRTUAL_RECEIVER/LEVEL|Behanghöhe|Shutter position
  SHUTTER_TRANSMITTER/LEVEL|Behanghöhe|Shutter position
  DIMMER/LEVEL|Helligkeit|Brightness
  DIMMER_VIRTUAL_RECEIVER/LEVEL|Helligkeit|Brightness
  DIMMER_TRANSMITTER/LEVEL|Helligkeit|Brightness`);

const VALUES = labels(`
  ALARM_OFF|Alarm aus|Alarm off
  AUTO_MODE|Automatik|Automatic
  BOOST_MODE|Boost|Boost
  CLOSED|Geschlossen|Closed
  COOLING|Kühlen|Cooling
  CRITICAL_BATTERY|Batterie leer|Battery empty
  DARK|Dunkel|Dark
  DONT_CHANGE|Unverändert|Unchanged
  DOWN|Ab|Down
  DRY|Trocken|Dry
  ERROR|Fehler|Error
  EXTERNAL|Extern|External
  HEATING|Heizen|Heating
  IDLE|In Ruhe|Idle
  IDLE_OFF|In Ruhe|Idle
  INTRUSION_ALARM|Einbruchalarm|Intrusion alarm
  INVALID|Ungültig|Invalid
  LOCKED|Verriegelt|Locked
  LOWBAT|Batterie schwach|Battery low
  MANU_MODE|Manuell|Manual
  MOIST|Feucht|Moist
  NONE|Keine|None
  NORMAL|Normal|Normal
  NOT_STABLE|Veränderlich|Not stable
  NO_ERROR|Kein Fehler|No error
  NO_SABOTAGE|Keine Sabotage|No sabotage
  OFF|Aus|Off
  ON|Ein|On
  OPEN|Offen|Open
  OVERFLOW|Überlauf|Overflow
  PARTY_MODE|Abwesend|Away
  PRIMARY_ALARM|Alarm|Alarm
  RAIN|Regen|Rain
  SABOTAGE|Sabotage|Sabotage
  SECONDARY_ALARM|Alarm eines anderen Melders|Alarm of another detector
  STABLE|Unbewegt|Stable
  TILTED|Gekippt|Tilted
  UNDEFINED|Unbestimmt|Undefined
  UNDERFLOW|Unterlauf|Underflow
  UNKNOWN|Unbekannt|Unknown
  UNLOCKED|Entriegelt|Unlocked
  UP|Auf|Up
  VENTILATION_POSITION|Lüftungsstellung|Ventilation position
  WATER|Wasser|Water
  WET|Nass|Wet`);

const CHANNEL_TYPES = labels(`
  BLIND|Rollladenaktor|Blind actuator
  BLIND_TRANSMITTER|Rückmeldung des Behangs|Blind feedback
  BLIND_VIRTUAL_RECEIVER|Jalousieaktor|Blind actuator
  CLIMATECONTROL_REGULATOR|Raumregler|Room regulator
  DIMMER|Dimmaktor|Dimmer
  DIMMER_TRANSMITTER|Rückmeldung des Dimmers|Dimmer feedback
  DIMMER_VIRTUAL_RECEIVER|Dimmaktor|Dimmer
  ENERGIE_METER_TRANSMITTER|Energiezähler|Energy meter
  HEATING_CLIMATECONTROL_TRANSCEIVER|Heizungsregelung|Heating control
  KEY|Taster|Key
  KEYMATIC|Türschlossantrieb|Door lock drive
  KEY_TRANSCEIVER|Taster|Key
  MAINTENANCE|Gerätestatus|Maintenance
  MOTIONDETECTOR_TRANSCEIVER|Bewegungsmelder|Motion detector
  MOTION_DETECTOR|Bewegungsmelder|Motion detector
  MULTI_MODE_INPUT_TRANSMITTER|Eingang|Input
  POWERMETER|Leistungsmessung|Power meter
  ROTARY_HANDLE_SENSOR|Fenstergriffsensor|Handle sensor
  SENSOR|Sensor|Sensor
  SHUTTER_CONTACT|Tür- oder Fensterkontakt|Door or window contact
  SHUTTER_TRANSMITTER|Rückmeldung des Rollladens|Shutter feedback
  SHUTTER_VIRTUAL_RECEIVER|Rollladenaktor|Shutter actuator
  SMOKE_DETECTOR|Rauchmelder|Smoke detector
  SWITCH|Schaltaktor|Switch
  SWITCH_TRANSMITTER|Rückmeldung des Schaltaktors|Switch feedback
  SWITCH_VIRTUAL_RECEIVER|Schaltaktor|Switch
  VIRTUAL_DIMMER|Virtueller Dimmer|Virtual dimmer
  WATERDETECTIONSENSOR|Wassermelder|Water detector
  WEATHER|Wettersensor|Weather sensor`);

/** The label that we gave a parameter (on a channel type); `undefined` where we gave it none. */
export const knownParameterLabel = (parameter: string, channelType: string, locale: Locale): string | undefined =>
  (ON_CHANNEL.get(`${channelType}/${parameter}`) ?? PARAMETERS.get(parameter))?.[locale];

/** Label of a parameter on a channel type; never empty: what has no translation is its name in title case. */
export const parameterLabel = (parameter: string, channelType: string, locale: Locale): string =>
  knownParameterLabel(parameter, channelType, locale) ?? (titleCase(parameter) || parameter);

/** The text that we gave an entry of a value list; `undefined` where we gave it none. */
export const knownValueLabel = (raw: string, locale: Locale): string | undefined => VALUES.get(raw)?.[locale];

export const channelTypeLabel = (type: string, locale: Locale): string =>
  CHANNEL_TYPES.get(type)?.[locale] ?? (titleCase(type) || type);

const translated = new WeakMap<readonly string[], Partial<Record<Locale, Record<string, string> | undefined>>>();

/** Raw label → text, for the entries that have one; `undefined` where none has. */
export function valueTranslations(
  list: readonly string[] | undefined,
  locale: Locale,
): Record<string, string> | undefined {
  if (!list || list.length === 0) return undefined;
  let known = translated.get(list);
  if (!known) {
    known = {};
    translated.set(list, known);
  }
  if (!(locale in known)) {
    const found = list.flatMap((raw) => {
      const text = VALUES.get(raw)?.[locale];
      return text === undefined ? [] : [[raw, text] as const];
    });
    known[locale] = found.length > 0 ? Object.fromEntries(found) : undefined;
  }
  return known[locale];
}
