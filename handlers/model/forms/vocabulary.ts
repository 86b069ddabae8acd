/**
 * Words of which the names of configuration parameters are made, in German and English. Our own words. A name is read
 * from left to right, longest entry first (labels.ts): `POWERUP_ONTIME_UNIT` = "After a power failure: on time (unit)".
 */
import type { Locale } from "../labels.ts";

export type Words = ReadonlyMap<string, Readonly<Record<Locale, string>>>;

/** `NAME|Deutsch|English`, one a line. */
export const words = (text: string): Words =>
  new Map(
    text
      .trim()
      .split("\n")
      .map((line) => {
        const [key = "", de = "", en = ""] = line.trim().split("|");
        return [key, { de, en }];
      }),
  );

/**
 * Parts of names. An entry that ends in a colon stands in front of the rest, one in brackets behind it. Entries of
 * several words come from names that say something together.
 */
export const PARTS: Words = words(`
  POWERUP|Nach Stromausfall:|After a power failure:
  COND_TX|Schaltbefehl:|Switching command:
  EVENT|Meldung:|Report:
  ELSE|Sonst:|Otherwise:
  DST_START|Beginn der Sommerzeit:|Summer time begins:
  DST_END|Ende der Sommerzeit:|Summer time ends:
  DISPLAY|Anzeige:|Display:
  BACKLIGHT|Beleuchtung:|Backlight:
  LED|LED:|LED:
  BEEP|Signalton:|Beep:
  DALI|DALI:|DALI:
  ROUTER|Router:|Router:
  UNIT|(Einheit)|(unit)
  VALUE|(Wert)|(value)
  TIME_BASE|(Zeiteinheit)|(time unit)
  TIME_FACTOR|(Anzahl der Zeiteinheiten)|(number of time units)
  BASE|(Zeiteinheit)|(time unit)
  FACTOR|(Faktor)|(factor)
  ON_TIME|Einschaltdauer|on time
  ONTIME|Einschaltdauer|on time
  OFF_TIME|Ausschaltdauer|off time
  OFFTIME|Ausschaltdauer|off time
  ON_DELAY|Einschaltverzögerung|switch-on delay
  ONDELAY|Einschaltverzögerung|switch-on delay
  OFF_DELAY|Ausschaltverzögerung|switch-off delay
  OFFDELAY|Ausschaltverzögerung|switch-off delay
  RAMPON|Rampe beim Einschalten|ramp when switching on
  RAMP_ON|Rampe beim Einschalten|ramp when switching on
  RAMPOFF|Rampe beim Ausschalten|ramp when switching off
  RAMP_OFF|Rampe beim Ausschalten|ramp when switching off
  ON_LEVEL|Pegel im Zustand Ein|level when on
  OFF_LEVEL|Pegel im Zustand Aus|level when off
  ON_MIN_LEVEL|Mindestpegel beim Einschalten|minimum level when switching on
  ON_LEVEL_PRIO|Priorität des Einschaltpegels|priority of the on level
  DIM_MIN_LEVEL|Kleinster Dimmpegel|lowest dimming level
  DIM_MAX_LEVEL|Größter Dimmpegel|highest dimming level
  DIM_LEVEL_LOWEST|Kleinster Dimmpegel|lowest dimming level
  DIM_LEVEL_HIGHEST|Größter Dimmpegel|highest dimming level
  DIM_STEP|Dimmschritt|dimming step
  DIM_MIN|Kleinster Wert beim Dimmen:|lowest when dimming:
  DIM_MAX|Größter Wert beim Dimmen:|highest when dimming:
  RAMP_START_STEP|Anfangsschritt der Rampe|first step of the ramp
  OFFDELAY_STEP|Absenkung während der Ausschaltverzögerung|lowering during the switch-off delay
  OFFDELAY_BLINK|Blinken während der Ausschaltverzögerung|blinking during the switch-off delay
  BLINK_PERIOD|Blinkdauer|blink period
  NEWTIME|neue Zeit|new time
  OLDTIME|alte Zeit|old time
  OLDLEVEL|alter Pegel|old level
  OFFDELAYLEVEL|Pegel der Verzögerung|level of the delay
  JT|Sprungziel aus|jump target from
  CT|Bedingung in|condition in
  COND_VALUE_LO|Unterer Schwellwert|lower threshold
  COND_VALUE_HI|Oberer Schwellwert|upper threshold
  COND_RANGE_LO|Untere Bereichsgrenze|lower bound of the range
  COND_RANGE_HI|Obere Bereichsgrenze|upper bound of the range
  COND_TYPE|Art der Bedingung|kind of condition
  REFON|Referenz vor Ein|reference before on
  REFOFF|Referenz vor Aus|reference before off
  PROFILE_ACTION_TYPE|Aktion|action
  ACTION_TYPE|Aktion|action
  MULTIEXECUTE|Wiederholte Ausführung bei langem Druck|repeat while the key is held
  DRIVING_MODE|Fahrtmodus|driving mode
  MAX_TIME_FIRST_DIR|Längste Fahrt in die erste Richtung|longest drive in the first direction
  SLATS_MOVEMENTS_TO_SKIP|Auszulassende Lamellenbewegungen|slat movements to skip
  TOGGLE_USE|Umschalten möglich|toggle possible
  OUTPUT_BEHAVIOUR|Verhalten des Ausgangs|output behaviour
  OUTPUT_SWAP|Ausgänge vertauschen|swap outputs
  PEER_NEEDS_BURST|Partner braucht Weckruf|peer needs a burst
  EXPECT_AES|Signierte Befehle erwarten|expect signed commands
  AES_ACTIVE|Gesicherte Übertragung|signed transmission
  UI_HINT|Hinweis der Bedienoberfläche|hint of the user interface
  LONG_PRESS_TIME|Mindestdauer eines langen Tastendrucks|minimum duration of a long press
  LONGPRESS_TIME|Mindestdauer eines langen Tastendrucks|minimum duration of a long press
  DBL_PRESS_TIME|Zeit für doppelten Tastendruck|time for a double press
  REPEATED_LONG_PRESS_TIMEOUT|Ende eines gehaltenen Tastendrucks|end of a held press
  JUMPTARGET|Verhalten|behaviour
  POWERUP_ACTION|Verhalten nach Stromausfall|behaviour after a power failure
  LOGIC_COMBINATION|Verknüpfung mit anderen Kanälen|combination with other channels
  TRANSMIT_TRY_MAX|Anzahl der Sendeversuche|number of attempts to send
  TRANSMIT_DEV_TRY_MAX|Anzahl der Sendeversuche des Geräts|number of attempts to send of the device
  TRANSMIT_TIME_INTERVAL|Sendeabstand|interval between transmissions
  CYCLIC_INFO_MSG|Zyklische Statusmeldung|cyclic status message
  CYCLIC_INFO_MSG_DIS|Ausgelassene Statusmeldungen|status messages to skip
  CYCLIC_INFO_MSG_DIS_UNCHANGED|Ausgelassene unveränderte Statusmeldungen|unchanged status messages to skip
  CYCLIC_INFO_MSG_OVERDUE_THRESHOLD|Ausbleibende Statusmeldungen bis zur Störung|missing status messages until a fault
  CYCLIC_BIDI_INFO_MSG_DISCARD|Ausgelassene beantwortete Statusmeldungen|answered status messages to skip
  STATUSINFO_MINDELAY|Mindestverzögerung der Statusmeldung|minimum delay of the status message
  STATUSINFO_RANDOM|Zufallsanteil der Statusmeldung|random part of the status message
  MINDELAY|Mindestabstand|minimum delay
  RANDOMTIME|Zufallsanteil|random part
  ENABLE_ROUTING|Weiterleitung über Router|routing
  LOCAL_RESET_DISABLED|Rücksetzen am Gerät gesperrt|reset at the device disabled
  LOCAL_RESET_DISABLE|Rücksetzen am Gerät sperren|disable reset at the device
  ARR_TIMEOUT|Wartezeit auf Antwort|answer timeout
  MSG_FOR_POS|Meldung in Stellung|message in position
  SABOTAGE_MSG|Sabotagemeldung|sabotage message
  DUTYCYCLE_LIMIT|Grenze der Sendezeit|limit of the duty cycle
  INTERNAL_KEYS_VISIBLE|Interne Tasten sichtbar|internal keys visible
  INPUT_LOCKED|Eingang gesperrt|input locked
  INPUT_TYPE|Art des Eingangs|kind of input
  DECISION_ABOVE|Befehl bei Überschreiten|command when exceeded
  DECISION_BELOW|Befehl bei Unterschreiten|command when undercut
  THRESHOLD_LO|unterer Schwellwert|lower threshold
  THRESHOLD_HI|oberer Schwellwert|upper threshold
  FALLING|beim Unterschreiten senden|send when falling
  RISING|beim Überschreiten senden|send when rising
  CYCLIC_ABOVE|oberhalb zyklisch senden|send cyclically above
  CYCLIC_BELOW|unterhalb zyklisch senden|send cyclically below
  LOW_BAT_LIMIT|Schwelle für schwache Batterie|low battery threshold
  LOW_BAT_HYSTERESIS|Hysterese für schwache Batterie|low battery hysteresis
  BAT_DEFECT_LIMIT|Schwelle für defekte Batterie|defective battery threshold
  DISABLE_MSG_TO_AC|Keine Meldungen an die Zentrale|no messages to the CCU
  DISABLE_CHANNELSTATE|Kanalzustand nicht anzeigen|do not show the channel state
  LIMITATION_FACTOR_R|Begrenzung Rot|limit of red
  LIMITATION_FACTOR_G|Begrenzung Grün|limit of green
  LIMITATION_FACTOR_B|Begrenzung Blau|limit of blue
  WHITE_VALUE_R|Rotanteil von Weiß|red part of white
  WHITE_VALUE_G|Grünanteil von Weiß|green part of white
  WHITE_VALUE_B|Blauanteil von Weiß|blue part of white
  WHITE_ADJUSTMENT|Weißabgleich|white balance
  COLOR_TEMPERATURE_WARM_WHITE|Farbtemperatur Warmweiß|colour temperature of warm white
  COLOR_TEMPERATURE_COLD_WHITE|Farbtemperatur Kaltweiß|colour temperature of cold white
  UNIVERSAL_LIGHT_MAX_CAPABILITIES|Fähigkeiten der Leuchte|capabilities of the light
  UNIVERSAL_LIGHT_PHYSICAL_TYPE|Anschluss der Leuchte|connection of the light
  HUE_SATURATION_COLOR_TEMPERATURE|Farbe oder Farbtemperatur|colour or colour temperature
  HUE_SAT|Farbe|colour
  FADE_IN|Einblenden|fade in
  FADE_OUT|Ausblenden|fade out
  HOLD|Halten|hold
  DAYLIGHT_SAVINGS_TIME|Sommerzeit|summer time
  DAYLIGHT_SAVING_TIME|Sommerzeit|summer time
  DAY_OF_WEEK|Wochentag|weekday
  WEEK_OF_MONTH|Woche des Monats|week of the month
  UTC_OFFSET|Abweichung von UTC|offset from UTC
  UTC_DST_OFFSET|Abweichung von UTC in der Sommerzeit|offset from UTC in summer time
  LONGITUDE|Geografische Länge|longitude
  LATITUDE|Geografische Breite|latitude
  ALTITUDE_ABOVE_SEA_LEVEL|Höhe über dem Meer|altitude above sea level
  CONTACT_BOOST|Kontakt löst Boost aus|contact starts boost
  CONF_BUTTON_TIME|Dauer der Konfigurationstaste|time of the configuration button
  SUPPORTING_WIRED_OPERATION_MODE|Kabelgebundener Betrieb möglich|wired operation supported
  SUPPORTING_BACKBONE_OPERATION_MODE|Netzwerkbetrieb möglich|backbone operation supported
  TEMPERATURE_COMFORT|Komforttemperatur|comfort temperature
  TEMPERATURE_LOWERING|Absenktemperatur|lowering temperature
  TEMPERATURE_COMFORT_COOLING|Komforttemperatur beim Kühlen|comfort temperature when cooling
  TEMPERATURE_LOWERING_COOLING|Absenktemperatur beim Kühlen|lowering temperature when cooling
  TEMPERATURE_WINDOW_OPEN|Temperatur bei offenem Fenster|temperature while a window is open
  TEMPERATURE_WINDOW_OPEN_COOLING|Temperatur bei offenem Fenster beim Kühlen|temperature while a window is open when cooling
  TEMPERATURFALL|Temperatursturz|temperature fall
  TEMPERATUREFALL_MODUS|Erkennung eines Temperatursturzes|detection of a temperature fall
  TEMPERATUREFALL_VALUE|Schwelle des Temperatursturzes|threshold of a temperature fall
  TEMPERATUREFALL_WINDOW_OPEN_TIME_PERIOD|Dauer der Absenkung nach Temperatursturz|time of lowering after a temperature fall
  FROST_PROTECTION_TEMPERATURE|Frostschutztemperatur|frost protection temperature
  MINIMAL_FLOOR_TEMPERATURE|Mindesttemperatur des Bodens|minimum floor temperature
  BOOST_TIME_PERIOD|Dauer des Boost-Betriebs|duration of boost
  BOOST_POSITION|Ventilöffnung im Boost-Betrieb|valve position during boost
  BOOST_AFTER_WINDOW_OPEN|Boost nach dem Lüften|boost after airing
  MIN_MAX_VALUE_NOT_RELEVANT_FOR_MANU_MODE|Grenzen gelten nicht im Handbetrieb|limits do not apply in manual mode
  PARTY_MODE_PRIORITIZATION|Vorrang bei Abwesenheit|priority in away mode
  MANU_MODE_PRIORITIZATION|Vorrang im Handbetrieb|priority in manual mode
  OPTIMUM_START_STOP|Vorausschauendes Heizen|optimum start and stop
  ADAPTIVE_REGULATION|Lernende Regelung|adaptive regulation
  DURATION_5MIN|Dauer in Schritten von 5 Minuten|duration in steps of 5 minutes
  DECALCIFICATION|Entkalkungsfahrt|decalcification
  VALVE_OFFSET|Ventilkorrektur|valve offset
  VALVE_MAXIMUM_POSITION|Größte Ventilöffnung|maximum valve position
  VALVE_ERROR_RUN_POSITION|Ventilöffnung bei Störung|valve position in case of a fault
  VALVE_ERROR_POSITION|Ventilöffnung bei Störung|valve position in case of a fault
  GLOBAL_BUTTON_LOCK|Tastensperre|button lock
  BUTTON_LOCK|Tastensperre|button lock
  MODUS_BUTTON_LOCK|Sperre der Betriebsartentaste|lock of the mode button
  BUTTON_RESPONSE_WITHOUT_BACKLIGHT|Taste wirkt auch ohne Beleuchtung|key works without backlight
  SHOW_HUMIDITY|Luftfeuchte anzeigen|show humidity
  SHOW_SET_TEMPERATURE|Soll-Temperatur anzeigen|show the set temperature
  SHOW_WEEKDAY|Wochentag anzeigen|show the weekday
  CHANGE_OVER_DELAY|Pause beim Richtungswechsel|pause when the direction changes
  REFERENCE_RUN_COUNTER|Fahrten bis zur Referenzfahrt|drives until the reference run
  REFERENCE_RUNNING_TIME_TOP_BOTTOM|Fahrzeit von oben nach unten|running time from top to bottom
  REFERENCE_RUNNING_TIME_BOTTOM_TOP|Fahrzeit von unten nach oben|running time from bottom to top
  REFERENCE_RUNNING_TIME_SLATS|Fahrzeit der Lamellen|running time of the slats
  POSITION_SAVE_TIME|Zeit bis zum Speichern der Stellung|time until the position is saved
  DELAY_COMPENSATION|Ausgleich der Anlaufzeit|compensation of the start delay
  CAPTURE_WITHIN_INTERVAL|Auch innerhalb des Mindestabstands erfassen|detect within the minimum interval
  MIN_INTERVAL|Mindestabstand der Meldungen|minimum interval between reports
  BRIGHTNESS_FILTER|Filter der Helligkeit|brightness filter
  FILTER_PERIOD|Filterzeit|filter period
  FILTER_NUMBER|Anzahl der Impulse|number of pulses
  FILTERTIME|Filterzeit|filter time
  DELAYTIME|Verzögerung|delay
  OVERTEMP_LEVEL|Übertemperatur|overtemperature
  REDUCE_TEMP_LEVEL|Temperatur für Leistungsbegrenzung|temperature of power reduction
  REDUCE_LEVEL|Pegel bei Leistungsbegrenzung|level of power reduction
  FUSE_DELAY|Verzögerung der Sicherung|delay of the fuse
  LOAD_APPEAR_BEHAVIOUR|Verhalten bei Lastanschluss|behaviour when a load appears
  LOAD_ERROR_CALIB|Abgleich der Lasterkennung|calibration of load errors
  PIR_OPERATION_MODE|Betriebsart der Bewegungserkennung|mode of motion detection
  PIR_SENSITIVITY|Empfindlichkeit der Bewegungserkennung|sensitivity of motion detection
  SENSOR_SENSITIVITY|Empfindlichkeit des Sensors|sensor sensitivity
  MOTION_ACTIVE_TIME|Nachlauf der Bewegung|time that motion lasts
  BLOCKING_PERIOD|Sperrzeit|blocking period
  TWO_POINT_HYSTERESIS|Schalthysterese|switching hysteresis
  HEATING_COOLING|Heizen oder Kühlen|heating or cooling
  PWM_RANGE_START|Beginn des PWM-Bereichs|start of the PWM range
  PWM_RANGE_END|Ende des PWM-Bereichs|end of the PWM range
  TX_THRESHOLD|Meldung ab Änderung von|report from a change of
  TX_MINDELAY|Mindestabstand der Meldungen|minimum interval between reports
  SWITCHING_INTERVAL|Abstand der Schaltungen|interval between switchings
  CENTRAL_ADDRESS|Adresse der Zentrale|address of the CCU
  DEVICE_LED_MODE|LED des Geräts|LED of the device
  DEVICE_OPERATION_MODE|Betriebsart des Geräts|operation mode of the device
  BURST_RX|Empfang durch Weckruf|wake-on-radio reception
  LIVE_MODE_RX|Empfang im Dauerbetrieb|live reception
  PERMANENT_FULL_RX|Ständiger Empfang|permanent reception
  DIRECT_LINK_DEACTIVATE|Direktverknüpfungen abschalten|disable direct links
  SIGNAL_TONE|Signalton|signal tone
  KEYPRESS_SIGNAL|Quittung eines Tastendrucks|feedback of a key press
  SILENT_ALARM_ZONE|Stiller Alarm in Zone|silent alarm in zone
  SD_MULTICAST_ZONE|Rauchmelder in Zone|smoke detectors in zone
  ABORT_EVENT_SENDING_CHANNELS|Senden anderer Kanäle abbrechen|abort sending of other channels
  DATA_INPUT_PROPERTIE_IN|Eigenschaft von Eingang|property of input
  ECO_COOLING_TEMPERATURE|Spartemperatur beim Kühlen|eco temperature when cooling
  ECO_HEATING_TEMPERATURE|Spartemperatur beim Heizen|eco temperature when heating
  FLOOR_HEATING_MODE|Art der Fußbodenheizung|mode of the floor heating
  HEATING_VALVE_TYPE|Art des Ventils|kind of valve
  HEATING_LOAD_TYPE|Art der Heizlast|kind of heating load
  HEATING_PUMP_CONTROL|Pumpensteuerung|pump control
  HEATING_MODE_SELECTION|Umschaltung Heizen und Kühlen|change between heating and cooling
  HEATING_CLOCK_FUNCTION|Uhrfunktion der Heizung|clock function of the heating
  HEATING_DISABLE|Heizen sperren|disable heating
  COOLING_DISABLE|Kühlen sperren|disable cooling
  HUMIDITY_LIMIT_DISABLE|Feuchtegrenze abschalten|disable the humidity limit
  HUMIDITY_LIMIT|Feuchtegrenze|humidity limit
  EMERGENCY_PWM_SIGNAL|Pulsweite im Notbetrieb|pulse width in emergency operation
  LCD_SYMBOL|Symbol in der Anzeige|symbol on the display
  LCD_LEVEL_INTERP|Darstellung des Werts|presentation of the value
  WP_OPTIONS|Wochenprogramm|week program
  CHANNEL_OPERATION_MODE|Betriebsart des Kanals|operation mode of the channel
  DOOR_LOCK|Türschloss:|door lock:
  END_STOP_OFFSET|Abstand zum Anschlag|offset to the end stop
  STORM_UPPER_THRESHOLD|Sturm: oberer Schwellwert|storm: upper threshold
  STORM_LOWER_THRESHOLD|Sturm: unterer Schwellwert|storm: lower threshold
  ENDPOSITION_AUTO_DETECT|Endlagen selbst erkennen|detect end positions automatically
  RAMP_TIME_TO_OFF|Rampe bis zum Ausschalten|ramp until off
  DEVICE_IN_BOOTLOADER|Gerät nimmt Firmware auf|device takes up firmware
  DIM2WARM|Dimmen zu Warmweiß|dim to warm
  HUMAN_CENTRIC_LIGHT|Tageslichtverlauf|light like the day
  CONTROL_GEAR_FAILURE|Vorschaltgerät gestört|control gear failure
  LAMP_FAILURE|Leuchtmittel defekt|lamp failure
  DEW_POINT_ALARM|Taupunktalarm|dew point alarm
  EXTERNAL_CLOCK|Externe Uhr|external clock
  HUMIDITY_LIMITER|Feuchtebegrenzer|humidity limiter
  OLD_LEVEL|Letzter Pegel|last level
  RC|der Fernbedienung|of the remote control
  IDENTIFICATION_MODE|Kennzeichnen|identify
  IDENTIFY|Kennzeichnen:|Identify:
  DECISION_VALUE|Befehlswert|command value
  ACT_NUM|Nummer der Wirkung|number of the effect
  QUICK_VETO_TIME|Dauer der Übersteuerung|time of override
  SWITCH_POINT_OCCURED|Schaltzeit eingetreten|switching time reached
  POWER_FAILURE|Stromausfall|power failure
  OUT_OF_RANGE|außerhalb des Bereichs|out of range
  AUTO_HYDRAULIC_ADJUSTMENT|Hydraulischer Abgleich|hydraulic balancing`);
