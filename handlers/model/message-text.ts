/** What a service or alarm message says, in the language of the home. Pure. */

/** AlType of the CCU's logic, by its number (device-model 7.3). */
const TYPES = ["generic", "sticky", "config_pending", "alarm", "update_pending", "communication"] as const;
export const messageType = (type: number): string => TYPES[type] ?? "generic";

type Text = { de: string; en: string };
/** Service parameters of the field; others are shown as words made from their id. */
const TEXTS: Readonly<Record<string, Text>> = {
  UNREACH: { de: "Keine Verbindung zum Gerät", en: "Device does not answer" },
  STICKY_UNREACH: { de: "Verbindung war unterbrochen", en: "Device did not answer for a while" },
  CONFIG_PENDING: { de: "Konfiguration wartet auf Übertragung", en: "Configuration waits for transfer" },
  UPDATE_PENDING: { de: "Neue Firmware ist verfügbar", en: "New firmware is available" },
  DEVICE_IN_BOOTLOADER: { de: "Gerät startet neu", en: "Device is starting" },
  LOWBAT: { de: "Batterie schwach", en: "Battery low" },
  LOW_BAT: { de: "Batterie schwach", en: "Battery low" },
  LOWBAT_SENSOR: { de: "Batterie des Sensors schwach", en: "Battery of the sensor low" },
  USBH_POWERFAIL: { de: "USB-Versorgung ausgefallen", en: "USB supply failed" },
  POWERFAIL: { de: "Netzspannung ausgefallen", en: "Mains failed" },
  ERROR_POWER_FAILURE: { de: "Spannungsversorgung ausgefallen", en: "Power supply failed" },
  DUTY_CYCLE: { de: "Sendezeit ausgeschöpft", en: "Air time used up" },
  DUTYCYCLE: { de: "Sendezeit ausgeschöpft", en: "Air time used up" },
  SABOTAGE: { de: "Sabotage", en: "Tampering" },
  STICKY_SABOTAGE: { de: "Sabotage wurde erkannt", en: "Tampering was detected" },
  ERROR_SABOTAGE: { de: "Sabotage", en: "Tampering" },
  ERROR_JAMMED: { de: "Antrieb blockiert", en: "Drive is jammed" },
  ERROR_OVERHEAT: { de: "Überhitzung", en: "Too hot" },
  ERROR_OVERLOAD: { de: "Überlast", en: "Overload" },
  ERROR_REDUCED: { de: "Leistung wegen Wärme verringert", en: "Power reduced because of heat" },
  ERROR_SMOKE_CHAMBER: { de: "Rauchkammer gestört", en: "Smoke chamber faulty" },
  ERROR_ALARM_TEST: { de: "Alarmtest fehlgeschlagen", en: "Alarm test failed" },
  ERROR_DEGRADED_CHAMBER: { de: "Rauchkammer verschmutzt", en: "Smoke chamber is dirty" },
  ERROR_COMMUNICATION: { de: "Kommunikation gestört", en: "Communication faulty" },
  ERROR_NON_FLAT_POSITIONING: { de: "Gerät liegt nicht eben", en: "Device does not lie flat" },
  ERROR_CODE: { de: "Gerätefehler", en: "Device fault" },
  ERROR: { de: "Gerätefehler", en: "Device fault" },
  FAULT_REPORTING: { de: "Gerät meldet einen Fehler", en: "Device reports a fault" },
};

const PARAMETER = /^[A-Z][A-Z0-9_]*$/;

/** The parameter at the end of a raw name `AL-<address>:<channel>.<PARAMETER>`; `undefined` where there is none. */
export const parameterOfMessage = (name: string): string | undefined => {
  const last = name.slice(name.lastIndexOf(".") + 1);
  return name.includes(".") && PARAMETER.test(last) ? last : undefined;
};

const CHANNEL = /^AL-(.+:\d{1,3})\.[A-Z0-9_]+$/;
/** The channel address inside a raw name. */
export const channelOfMessage = (name: string): string | undefined => CHANNEL.exec(name)?.[1];

const words = (parameter: string) =>
  parameter
    .split("_")
    .filter(Boolean)
    .map((word) => word[0] + word.slice(1).toLowerCase())
    .join(" ");

/** What people read; a name without a parameter (an alarm variable's) stays as it is. */
export function messageText(name: string, locale: "de" | "en"): string {
  const parameter = parameterOfMessage(name);
  if (parameter === undefined) return name;
  return Object.hasOwn(TEXTS, parameter) ? (TEXTS[parameter] as Text)[locale] : words(parameter);
}
