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
  ABSOLUTE_ANGLE|Winkel
  ACOUSTIC_ALARM_ACTIVE|Akustischer Alarm aktiv|Acoustic alarm active
  ACOUSTIC_ALARM_SELECTION|Akustisches Signal|Acoustic signal
  ACTIVE_PROFILE|Aktives Profil|Active profile
  ACTIVITY_STATE|Aktivität|Activity
  ACTUAL_HUMIDITY|Luftfeuchte|Humidity
  ACTUAL_TEMPERATURE|Ist-Temperatur|Actual temperature
  AIR_PRESSURE|Luftdruck|Air pressure
  ALARMSTATE|Alarmzustand|Alarm state
  APPARENT_TEMPERATURE|Gefühlte Temperatur
  ARMSTATE|Scharfschaltung
  AUTO_MODE|Automatikbetrieb|Automatic mode
  AUTO_RELOCK_STATE|Automatisches Verriegeln
  AVERAGE_ILLUMINATION|Mittlere Beleuchtungsstärke
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
  COUNTERREADING10|Zählerstand
  CURRENT|Strom
  CURRENT_ILLUMINATION|Aktuelle Beleuchtungsstärke|Current illuminance
  CURRENT_PASSAGE_DIRECTION|Aktuelle Richtung des Durchgangs
  DEWPOINT|Taupunkt
  DEW_POINT|Taupunkt
  DEW_POINT_ALARM|Taupunktalarm
  DEW_POINT_SPREAD|Abstand zum Taupunkt
  DIRECTION|Fahrtrichtung
  DIRT_LEVEL|Verschmutzung|Dirt level
  DOOR_COMMAND|Torbefehl|Door command
  DOOR_MODE|Betriebsart der Tür
  DOOR_STATE|Torzustand|Door state
  DURATION_UNIT|Einheit der Dauer|Unit of duration
  DURATION_VALUE|Dauer|Duration
  DUTYCYCLE|Sendezeit ausgeschöpft|Duty cycle reached
  DUTY_CYCLE|Sendezeit ausgeschöpft|Duty cycle reached
  DUTY_CYCLE_LEVEL|Sendezeitanteil|Duty cycle level
  EFFECT|Effekt
  EMERGENCY_OPERATION|Notbetrieb|Emergency operation
  ENERGY_COUNTER|Energiezähler|Energy counter
  ENERGY_COUNTER_FEED_IN|Energiezähler (Einspeisung)
  ENTHALPY|Enthalpie
  ERROR|Fehler
  ERROR_ALARM_TEST|Fehler beim Alarmtest
  ERROR_BATTERY|Fehler der Batterie
  ERROR_CODE|Fehlercode|Error code
  ERROR_COMMUNICATION_PARTICULATE_MATTER_SENSOR|Feinstaubsensor nicht erreichbar
  ERROR_COMMUNICATION_TEMP_AND_HUMIDITY_SENSOR|Klimasensor nicht erreichbar
  ERROR_CONTROL_GEAR_FAILURE|Vorschaltgerät gestört
  ERROR_COPROCESSOR|Fehler des Funkmoduls
  ERROR_DALI_BUS|Fehler am DALI-Bus
  ERROR_DEGRADED_CHAMBER|Rauchkammer verschmutzt
  ERROR_DOOR_LOCKED_WHILE_OPEN|Bei offener Tür verriegelt
  ERROR_DOOR_OPENED_WHILE_LOCKED|Verriegelte Tür geöffnet
  ERROR_FROST_PROTECTION|Frostschutz gestört
  ERROR_JAMMED|Mechanik blockiert|Jammed
  ERROR_LAMP_FAILURE|Lampe defekt
  ERROR_LIMIT|Grenzwert erreicht
  ERROR_LOAD_TOO_LOW|Last zu gering
  ERROR_MOUNTING_MODULE|Montagemodul gestört
  ERROR_NON_FLAT_POSITIONING|Nicht waagerecht montiert
  ERROR_OVERHEAT|Überhitzung|Overheated
  ERROR_OVERLOAD|Überlast|Overload
  ERROR_PARTICULATE_MATTER_MEASUREMENT|Feinstaubmessung gestört
  ERROR_POWER|Fehler der Stromversorgung
  ERROR_POWER_FAILURE|Stromausfall
  ERROR_REDUCED|Leistung begrenzt|Output reduced
  ERROR_RESTART_NEEDED|Neustart nötig
  ERROR_SABOTAGE|Sabotage|Sabotage
  ERROR_SMOKE_CHAMBER|Fehler der Rauchkammer
  ERROR_TEMP_OR_HUMIDITY_MEASUREMENT|Klimamessung gestört
  ERROR_UNDERVOLTAGE|Unterspannung
  ERROR_UNIVERSAL_MODE|Fehler der Universalbetriebsart
  ERROR_UPDATE|Fehler beim Aktualisieren
  ERROR_VALVE_FAILURE|Ventil gestört
  ERROR_WATER_FAILURE|Wasserzufuhr gestört
  ERROR_WIND_COMMUNICATION|Windsensor nicht erreichbar
  ERROR_WIND_NORTH|Windsensor nicht nach Norden ausgerichtet
  FILLING_LEVEL|Füllstand|Filling level
  FREQUENCY|Netzfrequenz|Frequency
  FROST_POINT|Reifpunkt
  FROST_PROTECTION|Frostschutz|Frost protection
  GAS_ENERGY_COUNTER|Gaszähler (Energie)|Gas energy counter
  GAS_POWER|Gasleistung
  GLOBAL_BUTTON_LOCK|Tastensperre|Button lock
  HEATER_STATE|Heizung des Sensors
  HEATING_COOLING|Heizen oder Kühlen|Heating or cooling
  HIGHEST_ILLUMINATION|Höchste Beleuchtungsstärke
  HOLIDAY_MODE|Urlaubsbetrieb
  HUE|Farbton
  HUMIDITY|Luftfeuchte
  HUMIDITY_ALARM|Feuchtealarm
  ILLUMINATION|Beleuchtungsstärke|Illuminance
  INACTIVE_MODE|Außer Betrieb
  INHIBIT|Bedienung gesperrt|Inhibited
  INSTALL_TEST|Installationstest|Installation test
  INTRUSION_ALARM|Einbruchalarm
  LAST_PASSAGE_DIRECTION|Letzte Richtung des Durchgangs
  LED_STATUS|Leuchtanzeige
  LEVEL|Stellwert
  LEVEL_2|Lamellenposition|Slat position
  LEVEL_COMBINED|Kombinierte Position|Combined position
  LEVEL_REAL|Tatsächlicher Stellwert|Actual level
  LEVEL_SLATS|Lamellenposition|Slat position
  LOCK_STATE|Schlosszustand|Lock state
  LOCK_STATE_REASON|Grund des Schlosszustands
  LOCK_TARGET_LEVEL|Schlossbefehl|Lock command
  LOWBAT|Batterie schwach|Battery low
  LOWBAT_SENSOR|Batterie des Sensors schwach
  LOWERING_MODE|Absenkbetrieb|Lowering mode
  LOWEST_ILLUMINATION|Niedrigste Beleuchtungsstärke
  LOW_BAT|Batterie schwach|Battery low
  LUX|Beleuchtungsstärke
  MANU_MODE|Handbetrieb|Manual mode
  MASS_CONCENTRATION_PM_1|Feinstaub PM1
  MASS_CONCENTRATION_PM_10|Feinstaub PM10
  MASS_CONCENTRATION_PM_10_24H_AVERAGE|Feinstaub PM10, Mittel über 24 h
  MASS_CONCENTRATION_PM_1_24H_AVERAGE|Feinstaub PM1, Mittel über 24 h
  MASS_CONCENTRATION_PM_2_5|Feinstaub PM2,5
  MASS_CONCENTRATION_PM_2_5_24H_AVERAGE|Feinstaub PM2,5, Mittel über 24 h
  MOISTURE_DETECTED|Feuchtigkeit erkannt|Moisture detected
  MOTION|Bewegung
  MOTION_DETECTION_ACTIVE|Bewegungserkennung aktiv|Motion detection active
  NUMBER_CONCENTRATION_PM_1|Partikelzahl PM1
  NUMBER_CONCENTRATION_PM_10|Partikelzahl PM10
  NUMBER_CONCENTRATION_PM_2_5|Partikelzahl PM2,5
  ON_TIME|Einschaltdauer|On time
  OPEN|Öffnen
  OPERATING_VOLTAGE|Betriebsspannung|Operating voltage
  OPERATING_VOLTAGE_LEVEL|Ladestand der Batterie
  OPTICAL_ALARM_ACTIVE|Optischer Alarm aktiv|Optical alarm active
  OPTICAL_ALARM_SELECTION|Optisches Signal|Optical signal
  PARTY_MODE|Abwesenheit|Away mode
  PASSAGE_COUNTER_VALUE|Durchgänge
  PERMISSION_STATE|Berechtigung
  POWER|Leistung
  POWER_MAINS_FAILURE|Stromausfall
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
  PROGRAM|Programm
  RAINING|Regen
  RAIN_COUNTER|Regenmenge|Rainfall
  RAMP_TIME|Rampenzeit|Ramp time
  RESET_MOTION|Bewegung zurücksetzen|Reset motion
  RESET_PRESENCE|Anwesenheit zurücksetzen|Reset presence
  RSSI|Signalstärke
  RSSI_DEVICE|Signalstärke am Gerät|Signal strength at the device
  RSSI_PEER|Signalstärke an der Zentrale|Signal strength at the CCU
  SABOTAGE|Sabotage
  SABOTAGE_ACCELERATION|Sabotage (Bewegung)
  SABOTAGE_BATTERY|Sabotage (Batteriefach)
  SABOTAGE_MAGNETIC_FIELD|Sabotage (Magnetfeld)
  SABOTAGE_VERTICAL|Sabotage (Lage)
  SATURATION|Sättigung
  SECTION|Abschnitt
  SENSOR|Sensor
  SENSOR_ERROR|Sensor gestört
  SEQUENCE_OK|Richtige Reihenfolge
  SETPOINT|Soll-Temperatur|Set point
  SET_POINT_MODE|Sollwertbetrieb|Set point mode
  SET_POINT_TEMPERATURE|Soll-Temperatur|Set point temperature
  SET_TEMPERATURE|Soll-Temperatur|Set temperature
  SMOKE_ALARM|Rauchalarm
  SMOKE_DETECTOR_ALARM_STATUS|Rauchalarm|Smoke alarm
  SMOKE_DETECTOR_COMMAND|Rauchmelderbefehl|Smoke detector command
  SMOKE_LEVEL|Rauchdichte|Smoke level
  STATE|Zustand
  STATUS|Status
  STICKY_UNREACH|Kommunikation war gestört|Communication was disturbed
  STOP|Stopp
  SUNSHINEDURATION|Sonnenscheindauer|Sunshine duration
  SWITCH|Schalter
  TEMPERATURE|Temperatur
  TEMPERATURE_MAXIMUM|Höchste Temperatur|Maximum temperature
  TEMPERATURE_MINIMUM|Niedrigste Temperatur|Minimum temperature
  TEMPERATURE_OFFSET|Temperaturkorrektur|Temperature offset
  TIME_OF_OPERATION|Betriebsdauer
  TYPICAL_PARTICLE_SIZE|Typische Partikelgröße
  UNIT|Einheit
  UNI_PRESSURE|Druck
  UNREACH|Nicht erreichbar|Unreachable
  UPDATE_PENDING|Aktualisierung steht aus|Update pending
  VALUE|Wert
  VALVE_STATE|Ventilöffnung|Valve position
  VAPOR_CONCENTRATION|Absolute Luftfeuchte
  VOLTAGE|Spannung
  WATERLEVEL_DETECTED|Wasserstand erkannt|Water level detected
  WATER_FLOW|Durchfluss
  WATER_VOLUME|Wassermenge
  WATER_VOLUME_SINCE_OPEN|Wassermenge seit dem Öffnen
  WEEK_PROGRAM_POINTER|Wochenprogramm|Week program
  WINDOW_OPEN|Fenster offen
  WINDOW_STATE|Fensterzustand|Window state
  WIND_DIR|Windrichtung
  WIND_DIRECTION|Windrichtung|Wind direction
  WIND_DIRECTION_RANGE|Schwankung der Windrichtung|Wind direction range
  WIND_DIR_RANGE|Schwankung der Windrichtung
  WIND_SPEED|Windgeschwindigkeit|Wind speed
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
  ADAPTION_DONE|Anpassung beendet|Adaptation done
  ADAPTION_IN_PROGRESS|Anpassung läuft|Adaptation in progress
  ADJUSTING_RANGE_TOO_LARGE|Hub zu groß|Range too large
  ADJUSTING_RANGE_TOO_SMALL|Hub zu klein|Range too small
  ADJUSTING_RANGE_TO_SMALL|Hub zu klein|Range too small
  ADJUSTMENT_TOO_BIG|Hub zu groß|Range too large
  ADJUSTMENT_TOO_SMALL|Hub zu klein|Range too small
  ALARM_BLOCKED|Alarm blockiert|Alarm blocked
  ALARM_OFF|Alarm aus|Alarm off
  ALARM_TEST_FAILED|Alarmtest fehlgeschlagen|Alarm test failed
  ALLSENS_ARMED|Voll scharf|Fully armed
  AUTO-MODE|Automatik|Automatic
  AUTO_MODE|Automatik|Automatic
  AUTO_MODE_WITHOUT_RESET|Automatik, ohne Zurücksetzen|Automatic, without reset
  AUTO_MODE_WITH_RESET|Automatik, mit Zurücksetzen|Automatic, with reset
  BATTERY_DEFECT|Batterie defekt|Battery defective
  BATTERY_WAS_DEFECT|Batterie war defekt|Battery was defective
  BLACK|Schwarz|Black
  BLUE|Blau|Blue
  BOOST-MODE|Boost|Boost
  BOOST_MODE|Boost|Boost
  BUS_OK|Bus in Ordnung|Bus fine
  CHARGE|Lädt|Charging
  CLOSE|Schließen|Close
  CLOSED|Geschlossen|Closed
  CLUTCH_FAILURE|Kupplung defekt|Clutch failure
  COMMUNICATION_ERROR|Verbindung gestört|Communication error
  COMMUNICATION_TEST|Verbindung testen|Test the connection
  COMMUNICATION_TEST_OK|Verbindung in Ordnung|Connection fine
  COMMUNICATION_TEST_REPEATED|Verbindung erneut testen|Test the connection again
  COMMUNICATION_TEST_SENT|Test der Verbindung läuft|Connection test is on its way
  COOLING|Kühlen|Cooling
  CRITICAL_BATTERY|Batterie leer|Battery empty
  DARK|Dunkel|Dark
  DEGRADED_SMOKE_CHAMBER|Rauchkammer verschmutzt|Smoke chamber dirty
  DELAYED_EXTERNALLY_ARMED|Verzögert extern scharf|Externally armed, delayed
  DELAYED_INTERNALLY_ARMED|Verzögert intern scharf|Internally armed, delayed
  DISABLE|Abgeschaltet|Disabled
  DISABLE_ACOUSTIC_SIGNAL|Kein Ton|No sound
  DISABLE_OPTICAL_SIGNAL|Kein Licht|No light
  DISARMED|Unscharf|Disarmed
  DISCHARGE|Entlädt|Discharging
  DONT_CHANGE|Unverändert|Unchanged
  DOWN|Ab|Down
  DO_NOT_CARE|Egal|Whatever
  DRY|Trocken|Dry
  ENABLE|Eingeschaltet|Enabled
  ERROR|Fehler|Error
  ERROR_OVERLOAD|Überlast|Overload
  ERROR_POSITION|Stellung fehlerhaft|Wrong position
  ERROR_SHORT_CIRCUIT_DETECTED|Kurzschluss erkannt|Short circuit detected
  EVENT|Ereignis|Event
  EXTERNAL|Extern|External
  EXTERNALLY_ARMED|Extern scharf|Externally armed
  EXTSENS_ARMED|Hüllschutz scharf|Perimeter armed
  GREEN|Grün|Green
  HEATING|Heizen|Heating
  HOLIDAY-MODE|Urlaub|Holiday
  IDLE|In Ruhe|Idle
  IDLE_OFF|In Ruhe|Idle
  INACTIVE-MODE|Nicht in Betrieb|Inactive
  INTERNALLY_ARMED|Intern scharf|Internally armed
  INTRUSION_ALARM|Einbruchalarm|Intrusion alarm
  INTRUSION_ALARM_OFF|Einbruchalarm aus|Intrusion alarm off
  INVALID|Ungültig|Invalid
  LEVEL_ADDED|Erhöht|Raised
  LEVEL_ADDED_STRONG|Stark erhöht|Strongly raised
  LEVEL_NORMAL|Üblich|Usual
  LOAD_FAILURE|Last gestört|Load failure
  LOCKED|Verriegelt|Locked
  LOWBAT|Batterie schwach|Battery low
  LOW_BATTERY|Batterie schwach|Battery low
  MANU-MODE|Manuell|Manual
  MANUAL|Manuell|Manual
  MANUAL_INSIDE|Von innen|From inside
  MANUAL_OUTSIDE|Von außen|From outside
  MANU_MODE|Manuell|Manual
  MOIST|Feucht|Moist
  MOTOR|Antrieb|Motor
  MOTOR_ABORTED|Antrieb angehalten|Motor aborted
  MOTOR_AFTER_OPEN|Antrieb nach dem Öffnen|Motor after opening
  MOTOR_AFTER_OPEN_ACKED|Antrieb nach bestätigtem Öffnen|Motor after a confirmed opening
  MOTOR_TILT_ERROR|Antrieb gestört (Kippen)|Motor failure (tilting)
  MOTOR_TURN_ERROR|Antrieb gestört (Drehen)|Motor failure (turning)
  NONE|Keine|None
  NORMAL|Normal|Normal
  NOT_STABLE|Veränderlich|Not stable
  NO_EFFECT|Kein Effekt|No effect
  NO_ERROR|Kein Fehler|No error
  NO_FAULT|Keine Störung|No fault
  NO_SABOTAGE|Keine Sabotage|No sabotage
  OFF|Aus|Off
  OLD_VALUE|Letzter Wert|Last value
  ON|Ein|On
  OPEN|Offen|Open
  ORANGE|Orange|Orange
  OVERFLOW|Überlauf|Overflow
  PARTIAL_OPEN|Teilweise offen|Partially open
  PARTY-MODE|Abwesend|Away
  PARTY_MODE|Abwesend|Away
  POSITION_UNKNOWN|Stellung unbekannt|Position unknown
  POWER_FAILURE|Stromausfall|Power failure
  PRIMARY_ALARM|Alarm|Alarm
  PURPLE|Violett|Purple
  RAIN|Regen|Rain
  RED|Rot|Red
  RESERVED_ALARM_OFF|Alarm aus|Alarm off
  RUN_TO_START|Fährt zum Anfang|Runs to the start
  SABOTAGE|Sabotage|Sabotage
  SECONDARY_ALARM|Alarm eines anderen Melders|Alarm of another detector
  SENSOR_ERROR_CONNECTION_INTERRUPT|Verbindung zum Fühler gestört|Connection to the sensor interrupted
  SENSOR_NO_ERROR|Fühler in Ordnung|Sensor fine
  SMOKE_TEST|Rauchtest|Smoke test
  SMOKE_TEST_FAILED|Rauchtest fehlgeschlagen|Smoke test failed
  SMOKE_TEST_OK|Rauchtest in Ordnung|Smoke test fine
  STABLE|Unbewegt|Stable
  START|Start|Start
  STATE_NOT_AVAILABLE|Nicht bekannt|Not available
  STATE_UNKNOWN|Unbekannt|Unknown
  STOP|Anhalten|Stop
  TEACH_IN_DRIVE_RUNNING|Einlernfahrt läuft|Teach-in drive running
  TEACH_IN_ERROR|Einlernen fehlgeschlagen|Teach-in failed
  TEACH_IN_INACTIVE|Kein Einlernen|No teach-in
  TEACH_IN_SUCCESSFUL|Eingelernt|Teach-in successful
  TILTED|Gekippt|Tilted
  TOO_TIGHT|Zu schwergängig|Too tight
  TRICKLE_CHARGE|Erhaltungsladung|Trickle charge
  TURQUOISE|Türkis|Turquoise
  UNDEFINED|Unbestimmt|Undefined
  UNDERFLOW|Unterlauf|Underflow
  UNKNOWN|Unbekannt|Unknown
  UNLOCKED|Entriegelt|Unlocked
  UNUSED|Unbenutzt|Unused
  UP|Auf|Up
  VALVE_DRIVE_BLOCKED|Ventilantrieb blockiert|Valve drive blocked
  VALVE_DRIVE_LOOSE|Ventilantrieb lose|Valve drive loose
  VALVE_ERROR_ENGINE_BLOCKED|Ventilantrieb blockiert|Valve drive blocked
  VALVE_ERROR_ENGINE_HARDWARE|Ventilantrieb defekt|Valve drive defective
  VALVE_ERROR_ENGINE_NOT_CONNECTED|Ventilantrieb nicht angeschlossen|Valve drive not connected
  VALVE_ERROR_POSITION|Ventilstellung fehlerhaft|Wrong valve position
  VALVE_NO_ERROR|Ventil in Ordnung|Valve fine
  VALVE_TIGHT|Ventil schwergängig|Valve too tight
  VENTILATION_POSITION|Lüftungsstellung|Ventilation position
  WAIT_FOR_ADAPTION|Wartet auf Anpassung|Waits for adaptation
  WAS_POWER_FAILURE|Strom war ausgefallen|There was a power failure
  WAS_SABOTAGED|Sabotage war erkannt|Sabotage was detected
  WATER|Wasser|Water
  WET|Nass|Wet
  WHITE|Weiß|White
  YELLOW|Gelb|Yellow`);

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
