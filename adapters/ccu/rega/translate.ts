/** Names that a CCU ships as i18n keys: `${roomKitchen}`, `${funcLight}`, `${sysVarPresence}` (section 15.4). */

/** The few whose key does not say what they are. */
const NAMES: Readonly<Record<string, string>> = {
  roomHWR: "Utility room",
  roomWC: "WC",
  funcButton: "Button",
  funcCentral: "Central",
  funcHeating: "Heating",
  funcClimateControl: "Climate control",
  sysVarAlarmMessages: "Alarm messages",
  sysVarServiceMessages: "Service messages",
  // the name under which clients of the contract know it (device-model 7.1)
  sysVarPresence: "PRESENCE",
  sysVarPresenceDesc: "Somebody is at home",
  sysVarPresencePresent: "present",
  sysVarPresenceNotPresent: "not present",
  sysVarAlarmZone1: "Alarm zone 1",
  sysVarAlarmZone1Triggered: "triggered",
  sysVarAlarmZone1NotTriggered: "not triggered",
};

/** `text` with its placeholders spelled out: known ones by name, others by the words of their key. */
export function translate(text: string): string {
  // The JSON of a stock CCU breaks `$\{key}` (15.1): the backslash is gone or still there.
  return text.replace(/\$\\?\{(\w+)\}/g, (_, key: string) => {
    const known = NAMES[key];
    if (known !== undefined) return known;
    const words = key
      .replace(/^(room|func|sysVar|lbl|prog)(?=[A-Z])/, "")
      .replace(/([a-z])([A-Z0-9])/g, "$1 $2")
      .toLowerCase();
    return words.charAt(0).toUpperCase() + words.slice(1);
  });
}
