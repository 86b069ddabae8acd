import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  isLocalHost,
  isPrivateAddress,
  networkOf,
  networks,
  peerHostFault,
  plainAddress,
} from "../../handlers/kernel/addresses.ts";
import { clientOf, PROXY_CHAIN_LIMIT } from "../../handlers/kernel/forwarded.ts";

describe("addresses", () => {
  it("have one spelling", () => {
    const spellings: [string, string][] = [
      ["192.0.2.1", "192.0.2.1"],
      ["::ffff:192.0.2.1", "192.0.2.1"],
      ["::FFFF:c000:201", "192.0.2.1"],
      ["[::1]", "::1"],
      ["0:0:0:0:0:0:0:1", "::1"],
      ["FE80::1%eth0", "fe80::1"],
      ["2001:DB8:0::1", "2001:db8::1"],
      ["300.1.1.1", ""],
      ["01.2.3.4", ""],
      ["home.lan", ""],
      [":::", ""],
      ["1:2", ""],
      ["", ""],
    ];
    for (const [text, plain] of spellings) assert.equal(plainAddress(text), plain, text);
  });

  it("of one IPv6 household are one, of IPv4 each its own", () => {
    assert.equal(networkOf("2001:db8:1:2::9"), networkOf("2001:db8:1:2:ffff::1"));
    assert.notEqual(networkOf("2001:db8:1:2::9"), networkOf("2001:db8:1:3::9"));
    assert.equal(networkOf("::1"), "0:0:0:0::/64");
    assert.equal(networkOf("2001::5:6:7:8:9:a"), "2001:0:5:6::/64");
    assert.equal(networkOf("::ffff:192.0.2.1"), "192.0.2.1");
    assert.notEqual(networkOf("192.0.2.1"), networkOf("192.0.2.2"));
    assert.equal(networkOf("nobody knows"), "nobody knows");
  });

  it("are in networks or not, at the edges too", () => {
    const isIn = networks(["172.16.0.0/12", "192.0.2.7", "fd00::/8", "no network"]);
    for (const yes of ["172.16.0.0", "172.31.255.255", "::ffff:172.20.1.1", "192.0.2.7", "fd12::1", "fdff:ffff::"])
      assert.ok(isIn(yes), yes);
    for (const no of ["172.15.255.255", "172.32.0.0", "192.0.2.8", "fc00::1", "fe00::1", "", "x", "::"])
      assert.ok(!isIn(no), no);
    assert.ok(networks(["0.0.0.0/0"])("203.0.113.9"));
    assert.ok(!networks(["0.0.0.0/0"])("2001:db8::1"));
    for (const [network, address] of [
      ["::/0", "2001:db8::1"],
      ["::1/128", "::1"],
      ["1.2.3.4/32", "1.2.3.4"],
    ] as const)
      assert.ok(networks([network])(address), network);
    for (const none of ["10.0.0.0/33", "::/129", "10.0.0/8", "home.lan", "10.0.0.0/", "/8"])
      for (const address of ["10.0.0.0", "10.0.0.1", "::1"]) assert.ok(!networks([none])(address), none);
  });

  it("are private or not", () => {
    for (const yes of [
      "127.0.0.1",
      "10.1.2.3",
      "192.168.178.20",
      "172.16.0.1",
      "100.64.0.1",
      "::1",
      "fd00::1",
      "fe80::1",
    ])
      assert.ok(isPrivateAddress(yes), yes);
    for (const no of ["192.0.2.1", "172.32.0.1", "100.128.0.1", "2001:db8::1", "", "home"])
      assert.ok(!isPrivateAddress(no), no);
  });

  it("a Host that no foreign page can have", () => {
    const local = [
      "localhost",
      "LOCALHOST:8080",
      "127.0.0.1:8080",
      "[::1]:8080",
      "192.168.1.5",
      "ccu",
      "raspberrypi:80",
    ];
    for (const yes of [...local, "home.lan", "ccu.local.", "a.home.arpa", "x.localhost:1", "box.internal"])
      assert.ok(isLocalHost(yes), yes);
    const foreign = [
      "evil.example",
      "home.lan.evil.example",
      "localhost.evil.example:8080",
      "fritz.box",
      "evillan.com",
    ];
    const odd = [
      "",
      "evil.example/@localhost",
      "localhost@evil.example",
      "a b",
      "203.0.113.5",
      "[2001:db8::1]",
      "evil.example#.lan",
    ];
    for (const no of [...foreign, ...odd]) assert.ok(!isLocalHost(no), no);
  });

  it("that no CCU can have are refused, however they are spelt", () => {
    for (const good of [
      "192.0.2.7",
      "ccu3-webui",
      "ccu.fritz.box",
      "::1",
      "[fd00::7]",
      "127.0.0.1",
      "fd00::7",
      "ccu.lan.",
    ])
      assert.equal(peerHostFault(good), undefined, good);
    const metadata = [
      "169.254.169.254",
      "2852039166",
      "0xA9FEA9FE",
      "0251.0376.0251.0376",
      "169.254.43518",
      "0xa9.254.169.254",
    ];
    const wrapped = ["::ffff:169.254.169.254", "[::ffff:a9fe:a9fe]", "fd00:ec2::254", "fe80::1", "[fe80::1]"];
    const names = ["metadata.google.internal", "METADATA", "instance-data.ec2.internal."];
    const others = ["0.0.0.0", "0", "::", "224.0.0.1", "255.255.255.255", "ff02::1", "100.100.100.200"];
    const malformed = ["", "a b", "ccu:80", "http://ccu", "ccu/x", "u@ccu", "ccu?x", "ccu#x", "1.2.3.4.5", "[::1"];
    for (const bad of [...metadata, ...wrapped, ...names, ...others, ...malformed])
      assert.notEqual(peerHostFault(bad), undefined, bad);
  });
});

describe("the client behind proxies", () => {
  const trusted = networks(["10.0.0.0/8", "::1"]);
  const forged = {
    host: "home.lan",
    "x-forwarded-for": "198.51.100.1",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "evil.example",
  };

  it("is the peer where nobody is trusted, or the peer is not", () => {
    for (const isTrusted of [undefined, trusted])
      assert.deepEqual(clientOf(plainAddress("::ffff:203.0.113.9"), false, forged, isTrusted), {
        remote: "203.0.113.9",
        secure: false,
        host: "home.lan",
      });
  });

  it("is whom the outermost trusted proxy heard, with its scheme and host", () => {
    const headers = { ...forged, "x-forwarded-for": "198.51.100.1, 203.0.113.9, 10.0.0.2" };
    assert.deepEqual(clientOf("10.0.0.1", false, headers, trusted), {
      remote: "203.0.113.9",
      secure: true,
      host: "evil.example",
    });
    const appended = {
      ...headers,
      "x-forwarded-proto": "http, https, http",
      "x-forwarded-host": "forged, home.example, inner",
    };
    assert.deepEqual(clientOf("10.0.0.1", false, appended, trusted), {
      remote: "203.0.113.9",
      secure: true,
      host: "home.example",
    });
  });

  it("takes addresses with ports, in brackets, and stops at what is none", () => {
    const remote = (list: string) => clientOf("10.0.0.1", false, { "x-forwarded-for": list }, trusted).remote;
    assert.equal(remote("203.0.113.9:4711"), "203.0.113.9");
    assert.equal(remote("[2001:db8::9]:4711"), "2001:db8::9");
    assert.equal(remote("203.0.113.9, unknown"), "10.0.0.1");
    assert.equal(remote("203.0.113.9, unknown, 10.0.0.2"), "10.0.0.2");
    assert.equal(remote(""), "10.0.0.1");
    assert.equal(remote("10.0.0.3"), "10.0.0.3");
  });

  it("says nothing about the scheme where the proxy does not, and follows a bounded chain", () => {
    assert.equal(clientOf("10.0.0.1", true, {}, trusted).secure, true);
    assert.equal(clientOf("10.0.0.1", true, { "x-forwarded-proto": "http" }, trusted).secure, false);
    const chain = (length: number) => ["203.0.113.9", ...Array(length - 1).fill("10.0.0.2")].join(", ");
    const remote = (length: number) =>
      clientOf("10.0.0.1", false, { "x-forwarded-for": chain(length) }, trusted).remote;
    assert.equal(remote(PROXY_CHAIN_LIMIT), "203.0.113.9");
    assert.equal(remote(PROXY_CHAIN_LIMIT + 1), "10.0.0.2");
  });
});
