/** What is wrong with a CCU, from what its states tell. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RpcFormatError } from "../../adapters/ccu/codec/value.ts";
import { silentFault, toCcuFault } from "../../adapters/ccu/faults.ts";
import {
  CALL_BACK_MS,
  causeOf,
  diagnose,
  type Part,
  type Seen,
  withNews,
} from "../../assets/ui/pages/ccus/diagnosis.ts";

const failed = (code: string): string => toCcuFault(Object.assign(new Error(code), { code }), "getVersion").message;

test("every reason that the driver gives has its cause", () => {
  const expected = {
    ECONNREFUSED: "refused",
    EHOSTUNREACH: "unreachable",
    ENETUNREACH: "unreachable",
    ETIMEDOUT: "silent",
    ECONNRESET: "silent",
    EPIPE: "silent",
    ENOTFOUND: "name",
    EAI_AGAIN: "name",
    DEPTH_ZERO_SELF_SIGNED_CERT: "certificate",
    SELF_SIGNED_CERT_IN_CHAIN: "certificate",
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: "certificate",
    CERT_HAS_EXPIRED: "certificate",
    ERR_TLS_CERT_ALTNAME_INVALID: "certificate",
    EPROTO: "no_tls",
  };
  for (const [code, cause] of Object.entries(expected)) assert.equal(causeOf(failed(code)), cause, code);
  assert.equal(causeOf(silentFault(10_000).message), "silent");
  assert.equal(causeOf(toCcuFault(new RpcFormatError("a page"), "getVersion").message), "stranger");
  assert.equal(causeOf("the CCU refuses the credentials (HTTP 401)"), "credentials");
  assert.equal(causeOf("the CCU refuses the login: wrong credentials, or all its sessions are in use"), "credentials");
  const noWay = "the callback address http://192.0.2.1:1/RPC2 does not work: selfTest: the CCU refuses the connection";
  assert.equal(causeOf(noWay), "callback");
  assert.equal(causeOf("the CCU cannot call 127.0.0.1: it is a loopback address. Set the callback host."), "callback");
  assert.equal(causeOf("something that nobody foresaw"), "other");
  for (const nothing of [undefined, "", "the CCU is back and starting"]) assert.equal(causeOf(nothing), undefined);
});

test("a cause stays while the interface is tried again, and goes when it is connected", () => {
  const down = withNews([], [{ interface: "HmIP-RF", connected: false, note: failed("ECONNREFUSED") }]);
  assert.equal(down[0]?.cause, "refused");
  const trying = withNews(down, [{ interface: "HmIP-RF", connected: false }]);
  assert.equal(trying[0]?.cause, "refused");
  assert.deepEqual(withNews(trying, [{ interface: "HmIP-RF", connected: true }]), [
    { name: "HmIP-RF", connected: true },
  ]);
});

const on: Part = { name: "HmIP-RF", connected: true };
const off = (code: string): Part => ({ name: "BidCos-RF", connected: false, cause: causeOf(failed(code)) });
const refusedLogin = { isFine: false, said: "the CCU refuses the login: wrong credentials" } as const;
const nobody = { isFine: false, said: failed("ECONNREFUSED") } as const;
const seen = (parts: readonly Part[], more: Partial<Seen> = {}): Seen => ({
  parts,
  web: { isFine: true },
  isCalled: false,
  connectedMs: 0,
  ...more,
});

test("nothing connected: nobody there, a firewall, a wrong user, another device", () => {
  assert.equal(diagnose(seen([])), "testing");
  assert.equal(diagnose(seen([{ name: "HmIP-RF", connected: false }])), "testing");
  assert.equal(diagnose(seen([off("ECONNREFUSED")], { web: undefined })), "testing");
  assert.equal(diagnose(seen([off("ECONNREFUSED"), off("ETIMEDOUT")], { web: nobody })), "nothing");
  assert.equal(diagnose(seen([off("ECONNREFUSED")])), "firewall");
  assert.equal(diagnose(seen([off("ETIMEDOUT")], { web: refusedLogin })), "firewall");
  assert.equal(diagnose(seen([off("ENOTFOUND")], { web: nobody })), "name");
  assert.equal(diagnose(seen([off("EPROTO")], { web: nobody })), "no_tls");
  const stranger: Part = { name: "HmIP-RF", connected: false, cause: "stranger" };
  assert.equal(diagnose(seen([stranger, off("ECONNREFUSED")])), "stranger");
  const strange: Part = { name: "HmIP-RF", connected: false, cause: "other", said: "odd" };
  assert.equal(diagnose(seen([strange])), "other");
});

test("something connected: the way back, what is missing, the user", () => {
  assert.equal(diagnose(seen([on], { isCalled: true })), "fine");
  assert.equal(diagnose(seen([on], { connectedMs: CALL_BACK_MS - 1 })), "testing");
  assert.equal(diagnose(seen([on], { connectedMs: CALL_BACK_MS })), "callback");
  assert.equal(diagnose(seen([{ name: "CUxD", connected: true }], { connectedMs: CALL_BACK_MS })), "fine");
  assert.equal(diagnose(seen([on, off("ECONNREFUSED")], { isCalled: true })), "partly");
  assert.equal(diagnose(seen([on], { isCalled: true, web: refusedLogin })), "credentials");
  assert.equal(diagnose(seen([on], { isCalled: true, web: nobody })), "web");
  const wrong: Part = { name: "HmIP-RF", connected: false, cause: "credentials" };
  assert.equal(diagnose(seen([{ name: "CUxD", connected: true }, wrong])), "credentials");
});
