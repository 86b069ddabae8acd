/**
 * A network of one machine: UDP over 127.0.0.1 and mDNS over multicast of the loopback interface, on a port that no
 * responder of this machine has. Several processes are in it together.
 */
import "../../../adapters/matter/library-config.ts";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { ChannelType, type NetworkInterfaceDetails, type UdpSocket, type UdpSocketOptions } from "@matter/main";
import { NodeJsNetwork } from "@matter/nodejs";

const MDNS_PORT = 5353;
const TEST_PORT = Number(process.env.CCU_ANYWHERE_TEST_MDNS_PORT ?? 15_353);
const ADDRESS = "127.0.0.1";
const NAME = "lo";

export class LoopbackNetwork extends NodeJsNetwork {
  readonly #mdnsPort: number;
  readonly #line = { isCut: false };
  /** @param mdnsPort of all that are in it */
  constructor(mdnsPort = TEST_PORT) {
    super();
    this.#mdnsPort = mdnsPort;
  }
  /** Whoever has it hears nothing and is not heard, as a phone that has left the house. */
  cut(isCut = true): void {
    this.#line.isCut = isCut;
  }
  override getNetInterfaces() {
    return [{ name: NAME, type: 2 }];
  }
  override getIpMac(): NetworkInterfaceDetails {
    return { mac: "02:00:00:00:00:01", ipV4: [ADDRESS], ipV6: [] };
  }
  override async createUdpSocket(options: UdpSocketOptions): Promise<UdpSocket> {
    if (options.listeningPort !== MDNS_PORT && options.netInterface === undefined)
      return alongLine(await super.createUdpSocket(options), this.#line);
    return options.type === "udp6"
      ? new DeafSocket()
      : alongLine(await MulticastSocket.open(this.#mdnsPort), this.#line);
  }
}

/** What is sent and heard while the line is cut is lost. */
function alongLine(socket: UdpSocket, line: { readonly isCut: boolean }): UdpSocket {
  const send = socket.send.bind(socket);
  const onData = socket.onData.bind(socket);
  socket.send = async (...message) => {
    if (!line.isCut) await send(...message);
  };
  socket.onData = (listener) =>
    onData((...message) => {
      if (!line.isCut) listener(...message);
    });
  return socket;
}

/** IPv6 has no multicast on a loopback interface. */
class DeafSocket implements UdpSocket {
  readonly maxPayloadSize = 1_232;
  readonly port = MDNS_PORT;
  addMembership(): void {}
  dropMembership(): void {}
  onData() {
    return { close: async () => {} };
  }
  async send(): Promise<void> {}
  async close(): Promise<void> {}
  supports(): boolean {
    return false;
  }
}

class MulticastSocket implements UdpSocket {
  readonly maxPayloadSize = 1_232;
  readonly port = MDNS_PORT;
  readonly #socket: Socket;
  readonly #mdnsPort: number;
  #open = true;
  private constructor(socket: Socket, mdnsPort: number) {
    this.#socket = socket;
    this.#mdnsPort = mdnsPort;
  }
  static async open(mdnsPort: number): Promise<MulticastSocket> {
    const socket = createSocket({ type: "udp4", reuseAddr: true });
    socket.bind(mdnsPort);
    await once(socket, "listening");
    socket.setMulticastInterface(ADDRESS);
    socket.setMulticastLoopback(true);
    return new MulticastSocket(socket, mdnsPort);
  }
  addMembership(group: string): void {
    this.#socket.addMembership(group, ADDRESS);
  }
  dropMembership(group: string): void {
    if (this.#open) this.#socket.dropMembership(group, ADDRESS);
  }
  onData(listener: UdpSocket.Callback) {
    const heard = (data: Buffer, { address, port }: { address: string; port: number }) =>
      listener(NAME, address, port === this.#mdnsPort ? MDNS_PORT : port, new Uint8Array(data));
    this.#socket.on("message", heard);
    return {
      close: async () => {
        this.#socket.off("message", heard);
      },
    };
  }
  async send(host: string, port: number, data: Uint8Array | ArrayBuffer): Promise<void> {
    if (!this.#open) return;
    const bytes = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
    await new Promise<void>((resolve) => {
      this.#socket.send(bytes, port === MDNS_PORT ? this.#mdnsPort : port, host, () => resolve());
    });
  }
  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.#socket.close();
  }
  supports(type: ChannelType): boolean {
    return type === ChannelType.UDP;
  }
}
