/** Puts a file at a signed address of the cloud, with its length in front. */
import type { PutAnswer } from "../../handlers/relay/home/large-answers.ts";

/** Milliseconds without a byte taken after which the cloud counts as gone. */
const IDLE_MS = 60_000;

export const putAnswer: PutAnswer = async (address, content, bytes) => {
  const url = new URL(address);
  const { request: open } = url.protocol === "https:" ? await import("node:https") : await import("node:http");
  await new Promise<void>((resolve, reject) => {
    const request = open(url, { method: "PUT", headers: { "content-length": String(bytes) } });
    request.setTimeout(IDLE_MS, () => request.destroy(new Error("the cloud does not take the file")));
    request.on("error", reject);
    request.on("response", (response) => {
      response.resume();
      const { statusCode = 0 } = response;
      if (statusCode >= 200 && statusCode < 300) resolve();
      else reject(new Error(`the cloud refuses the file (HTTP ${statusCode})`));
    });
    const send = async (): Promise<void> => {
      for await (const piece of content) {
        if (request.destroyed) return;
        if (!request.write(piece))
          await new Promise<void>((go) => {
            request.once("drain", go).once("close", go);
          });
      }
      request.end();
    };
    send().catch((error: unknown) => {
      request.destroy();
      reject(error as Error);
    });
  });
};
