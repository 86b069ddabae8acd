/** What is done to the CCU as a machine (protocol document, 17). Needs the level ADMIN. */
import { flag, literal, type Script, script } from "./script.ts";

/** Runs in the background, detached: the logic layer must have answered before it is stopped. */
const soon = (command: string): string =>
  `string sOut; string sError;
system.Save();
system.Exec(${literal(`sh -c '(sleep 2; ${command}) >/dev/null 2>&1 &'`)}, &sOut, &sError);
Write('{"ok":true,"end":true}');`;

const done = (answer: Record<string, unknown>): boolean => flag(answer.ok);

/** Saves the object model, then restarts the machine. */
export const reboot = (): Script<boolean> => script("reboot", {}, soon("/sbin/reboot"), done);

/** Applies the update that the CCU has found, where it brings the script for that (OpenCCU); else `false`. */
export const installUpdate = (): Script<boolean> =>
  script(
    "install-update",
    {},
    `
string sScript; string sNone;
system.Exec("sh -c 'test -x /bin/checkFirmwareUpdate.sh && echo 1'", &sScript, &sNone);
if (sScript) {
${soon("/bin/checkFirmwareUpdate.sh -a")}
} else { Write('{"ok":false,"end":true}'); }`,
    done,
  );
