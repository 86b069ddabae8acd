/** No wire at all: the dispatcher is called, the stream speaks to a socket that is an array. */
import { parseCookies } from "../../../handlers/kernel/dispatch.ts";
import { tooLarge } from "../../../handlers/kernel/problem.ts";
import type { CallAnswer, Transport } from "../case.ts";

const REMOTE = "127.0.0.1";

export const transport: Transport = {
  name: "in-process",
  async open({ running }) {
    let sockets = 0;
    return {
      async request({ method, path, query, headers, body = new Uint8Array() }) {
        const reply = await running.dispatch({
          method,
          path,
          query,
          headers: { host: "localhost", ...headers },
          remote: REMOTE,
          secure: false,
          body: async (limit) => {
            if (body.length > limit) throw tooLarge(limit);
            return body;
          },
        });
        const chunks: Uint8Array[] = [];
        if (typeof reply.body === "string" || reply.body instanceof Uint8Array) chunks.push(Buffer.from(reply.body));
        else if (reply.body) for await (const chunk of reply.body) chunks.push(Buffer.from(chunk));
        return { status: reply.status, headers: reply.headers, body: Buffer.concat(chunks) };
      },
      async call(headers, command, args) {
        const cookies = parseCookies(headers.cookie);
        const request = { id: "socket", method: "GET", path: "/api/v1/events", headers, remote: REMOTE, cookies };
        const { identity } = await running.authenticator.identify({ ...request, secure: false });
        if (!identity) throw new Error("nobody may open a socket");
        const { promise, resolve, reject } = Promise.withResolvers<CallAnswer>();
        const socket = {
          id: `in-process-${++sockets}`,
          send: (text: string) => {
            const frame = JSON.parse(text);
            if (frame.op === "result") resolve(frame.error ? { error: frame.error } : { data: frame.data });
          },
          buffered: () => 0,
          close: (code?: number) => reject(new Error(`closed with ${code}`)),
        };
        const connection = running.hub.connect(socket, identity);
        connection.message(JSON.stringify({ op: "call", id: "1", command, args }));
        return promise.finally(() => connection.closed());
      },
      async listen(headers, subscribe) {
        const cookies = parseCookies(headers.cookie);
        const request = { id: "socket", method: "GET", path: "/api/v1/events", headers, remote: REMOTE, cookies };
        const { identity } = await running.authenticator.identify({ ...request, secure: false });
        if (!identity) throw new Error("nobody may open a socket");
        const frames: string[] = [];
        const send = (text: string) => void frames.push(text);
        const socket = {
          id: `in-process-${++sockets}`,
          send,
          buffered: () => 0,
          close: () => void frames.push("closed"),
        };
        running.hub.connect(socket, identity).message(JSON.stringify(subscribe));
        return frames;
      },
      async settled() {
        await running.site.events.flushed();
      },
      async close() {},
    };
  },
};
