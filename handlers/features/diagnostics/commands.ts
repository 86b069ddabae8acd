/** Commands of the diagnostics. */
import * as z from "zod";
import { type Command, command } from "../../kernel/command.ts";
import { RadioReadings } from "./answers/read-outs.ts";
import { IsRecording } from "./answers/recordings.ts";
import { readRssi } from "./home/read-rssi.ts";
import { isRecording, startRecording, stopRecording } from "./home/recordings.ts";

const none = z.object({});

export const diagnosticsCommands: Command[] = [
  command(
    {
      name: "ccu.get_rssi_info",
      category: "ccu",
      summary: "How devices and CCUs hear each other, of devices that told it",
      role: "admin",
      served: "home",
      args: none,
      result: RadioReadings,
      rest: "GET /diagnostics/rssi",
    },
    (scope) => readRssi(scope),
  ),
  command(
    {
      name: "recording.start",
      category: "recording",
      summary: "Write down what is said to all CCUs for five minutes; what was recorded before is forgotten",
      role: "admin",
      served: "home",
      args: none,
      result: IsRecording,
      rest: "POST /diagnostics/rpc-recording",
    },
    (scope) => startRecording(scope, scope.identity).then(() => ({ recording: true })),
  ),
  command(
    {
      name: "recording.status",
      category: "recording",
      summary: "Whether anything is being recorded",
      role: "viewer",
      served: "home",
      args: none,
      result: IsRecording,
      rest: "GET /diagnostics/rpc-recording",
    },
    async (scope) => ({ recording: isRecording(scope) }),
  ),
  command(
    {
      name: "recording.stop",
      category: "recording",
      summary: "Stop recording; what was recorded can be downloaded",
      role: "admin",
      served: "home",
      args: none,
      result: IsRecording,
      rest: "POST /diagnostics/rpc-recording/stop",
    },
    (scope) => stopRecording(scope, scope.identity).then(() => ({ recording: false })),
  ),
];
