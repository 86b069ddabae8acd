/**
 * Every script that the driver gives to the logic layer, with its name, arguments and answer.
 *
 * All answers are one JSON object in ASCII that ends with `"end":true}`: an answer without it was cut off or the script
 * failed (a syntax error yields empty output). Texts are written by `WriteURL` (percent-encoded), moments as seconds
 * since the epoch (0 = never), ids as numbers. Commands answer `{"ok":true|false,"end":true}` with more members where
 * noted; `ok` false means: no such object.
 *
 * | name | args | answer |
 * |---|---|---|
 * | read-values | interface | `{values: [[dpName, value, valueType, seconds]]}`: `dpName` `HmIP-RF.0009…:4.STATE`, `value` always a text (`"true"`, `"21.500000"`, `"nan"`, `""`), `valueType` 2 boolean 4 float 16 integer 20 string |
 * | read-names | | `{devices: [[id, address, interface, name, ready]], channels: [[id, address, name]]}` |
 * | read-rooms | | `{rooms: [[id, name, [channelAddress]]], functions: [[id, name, [channelAddress]]]}` |
 * | read-programs | | `{programs: [[id, name, info, active, internal, visible, seconds]]}` |
 * | read-sysvars | | `{sysvars: [[id, name, info, typeName, valueType, subType, value, unit, min, max, valueList, name0, name1, internal, visible, logged, channelAddress]]}`: `typeName` VARDP or ALARMDP |
 * | read-messages | | `{service: [row], alarm: [row]}`, row `[id, name, alType, address, deviceName, counter, quittable, firstSeconds, lastSeconds, [roomName], description, value]` |
 * | read-inbox | | `{inbox: [[id, address, name, type, interface]]}` |
 * | read-system | | `{version, hostname, serial, haApp}`: text of /VERSION, host name, serial number, `"1"` inside a Home Assistant add-on |
 * | read-update | | `{supported, current, available, running}` |
 * | rename | address, name | `{ok, name}`: the name the object has now |
 * | run-program | id, check | `{ok, executed}` |
 * | set-program-active | id, active | |
 * | delete-program | id | |
 * | set-sysvar | name, type, value | |
 * | create-sysvar | name, type … | `{ok, id}`; `ok` false: the name is taken |
 * | change-sysvar | name, and what changes | |
 * | delete-sysvar | name | |
 * | sysvar-usage | name | `{ok, programs: [[id, name, active, internal]]}` |
 * | create-group | kind (room, function), name | `{ok, id}` |
 * | rename-group, delete-group | kind, id, name | |
 * | set-channel-groups | kind, address, ids | |
 * | acknowledge | kind (alarm, service), id | |
 * | accept-inbox | address | |
 * | reboot | | |
 * | install-update | | `ok` false: the CCU cannot update itself |
 * | start-test | address | `{ok, started}`: the CCU's own time, `2026-01-31 12:00:00` |
 * | poll-test | address, started | `{ok, passed}` |
 */
export * from "./command-scripts.ts";
export * from "./maintenance-scripts.ts";
export * from "./message-script.ts";
export * from "./read-scripts.ts";
export { recogniseScript, type Script } from "./script.ts";
export * from "./sysvar-script.ts";
