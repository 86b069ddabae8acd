/** A sentence on what a parameter does, where its name does not tell. Our own words. */
import type { Locale } from "../labels.ts";

/** `NAME|Deutsch|English`, one a line. */
const HELP: ReadonlyMap<string, Readonly<Record<Locale, string>>> = new Map(
  `
  ABORT_EVENT_SENDING_CHANNELS|Ein Tastendruck beendet, was ein anderer Kanal gerade sendet.|A key press ends what another channel is sending.
  BUTTON_RESPONSE_WITHOUT_BACKLIGHT|Sonst weckt der erste Druck nur die Beleuchtung.|Otherwise the first press only wakes the backlight.
  CHANGE_OVER_DELAY|Schützt den Motor, wenn die Richtung wechselt.|Protects the motor when the direction changes.
  CHANNEL_OPERATION_MODE|Was an diesem Kanal angeschlossen ist oder was er tun soll. Andere Einstellungen hängen davon ab.|What is connected to this channel, or what it shall do. Other settings depend on it.
  COND_TX_THRESHOLD_HI|Über diesem Wert wird der Schaltbefehl für „überschritten“ gesendet.|Above this value the command for "exceeded" is sent.
  COND_TX_THRESHOLD_LO|Unter diesem Wert wird der Schaltbefehl für „unterschritten“ gesendet.|Below this value the command for "undercut" is sent.
  CYCLIC_INFO_MSG|0 schaltet die zyklische Meldung ab. Ohne sie fällt ein stummes Gerät nicht auf.|0 switches the cyclic message off. Without it a silent device is not noticed.
  CYCLIC_INFO_MSG_DIS|So viele Meldungen werden ausgelassen: mehr spart Funk und Batterie.|So many messages are skipped: more saves radio time and battery.
  CYCLIC_INFO_MSG_DIS_UNCHANGED|So viele Meldungen werden ausgelassen, solange sich nichts ändert.|So many messages are skipped while nothing changes.
  DBL_PRESS_TIME|0 schaltet den doppelten Tastendruck ab; sonst wird so lange auf den zweiten gewartet.|0 switches the double press off; otherwise a second press is awaited for so long.
  DELAY_COMPENSATION|Zeit vom Einschalten des Motors bis zur ersten Bewegung.|Time from switching the motor on until it moves.
  DISABLE_MSG_TO_AC|Das Gerät spricht nur noch mit seinen Direktpartnern.|The device only talks to its direct peers.
  ENABLE_ROUTING|Meldungen dürfen über einen Router laufen.|Messages may pass through a router.
  EVENT_DELAY_VALUE|So lange muss ein Zustand bestehen, bevor er gemeldet wird.|A state must last so long before it is reported.
  EVENT_FILTER_NUMBER|So viele Impulse in der Filterzeit gelten als Bewegung.|So many pulses within the filter period count as motion.
  EVENT_RANDOMTIME_VALUE|Verteilt die Meldungen vieler Geräte über diese Zeit.|Spreads the messages of many devices over this time.
  GLOBAL_BUTTON_LOCK|Die Tasten am Gerät haben keine Wirkung.|The buttons of the device have no effect.
  LED_DISABLE_CHANNELSTATE|Die LED zeigt den Schaltzustand nicht an.|The LED does not show the switching state.
  LOCAL_RESET_DISABLE|Am Gerät selbst kann niemand auf Werkseinstellungen zurücksetzen.|Nobody can reset to factory settings at the device itself.
  LOCAL_RESET_DISABLED|Am Gerät selbst kann niemand auf Werkseinstellungen zurücksetzen.|Nobody can reset to factory settings at the device itself.
  LOGIC_COMBINATION|Wie dieser Kanal mit den anderen virtuellen Kanälen desselben Ausgangs zusammenwirkt.|How this channel works together with the other virtual channels of the same output.
  LONG_PRESS_TIME|Ab dieser Dauer ist ein Druck ein langer Druck.|From this duration on a press is a long press.
  LOW_BAT_LIMIT|Unter dieser Spannung wird die Batterie als schwach gemeldet.|Below this voltage the battery is reported as low.
  MIN_INTERVAL|So lange wird nach einer Bewegung keine weitere gemeldet.|After a motion no other one is reported for so long.
  MIN_MAX_VALUE_NOT_RELEVANT_FOR_MANU_MODE|Im Handbetrieb darf die Temperatur außerhalb der Grenzen liegen.|In manual mode the temperature may lie outside the limits.
  OPTIMUM_START_STOP|Das Gerät lernt, wann es beginnen muss, damit es zur Schaltzeit warm ist.|The device learns when to begin so that it is warm in time.
  POWERUP_ACTION|Was der Ausgang tut, wenn der Strom wiederkommt.|What the output does when power returns.
  POWERUP_JUMPTARGET|Was der Ausgang tut, wenn der Strom wiederkommt.|What the output does when power returns.
  REFERENCE_RUN_COUNTER|Nach so vielen Fahrten fährt der Behang einmal in die Endlage. 0 = nie.|After so many drives the blind goes to its end position once. 0 = never.
  STATUSINFO_MINDELAY|So lange wartet eine Statusmeldung mindestens.|A status message waits at least so long.
  STATUSINFO_RANDOM|Verteilt die Statusmeldungen vieler Geräte.|Spreads the status messages of many devices.
  TEMPERATURE_OFFSET|Wird zur gemessenen Temperatur hinzugezählt.|Is added to the measured temperature.
  TRANSMIT_TRY_MAX|So oft wird ein Befehl wiederholt, auf den niemand antwortet.|A command that nobody answers is repeated so often.
  TWO_POINT_HYSTERESIS|So weit darf die Temperatur um den Sollwert schwanken.|The temperature may vary so much around the set point.
  VALVE_ERROR_RUN_POSITION|So weit öffnet das Ventil, wenn das Gerät gestört ist.|The valve opens so far when the device has a fault.
  VALVE_OFFSET|Ab dieser Öffnung fließt durch das Ventil etwas.|From this opening on something flows through the valve.`
    .trim()
    .split("\n")
    .map((line) => {
      const [key = "", de = "", en = ""] = line.trim().split("|");
      return [key, { de, en }];
    }),
);

/** `undefined` where the label says it all. The press that a parameter of a link is about makes no difference. */
export const helpOf = (parameter: string, locale: Locale): string | undefined =>
  HELP.get(parameter.replace(/^(SHORT|LONG)_(?!PRESS_TIME)/, ""))?.[locale];
