/** Both codecs at their edges: nothing, bytes, the smallest and largest numbers, references, faults without a struct. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as bin from "../../../adapters/ccu/codec/binrpc.ts";
import {
  Double,
  faultOf,
  formatDouble,
  RpcFault,
  type RpcValue,
  Unreadable,
} from "../../../adapters/ccu/codec/value.ts";
import * as xml from "../../../adapters/ccu/codec/xmlrpc.ts";

const codecs = { xml, bin };
/** How the other side reads it. */
const there = ({ encodeCall, decodeCall }: typeof xml | typeof bin, value: unknown): RpcValue | undefined =>
  decodeCall(encodeCall("m", [value as RpcValue, "next"]) as never).params[0];

for (const [name, codec] of Object.entries(codecs)) {
  test(`${name}: nothing, and what could not be read, go as an empty text`, () => {
    for (const nothing of [undefined, null, new Unreadable("<odd>")]) assert.equal(there(codec, nothing), "");
    const list = codec.decodeCall(codec.encodeCall("m", [[null, 1, undefined] as never, "next"]) as never);
    assert.deepEqual(list.params, [["", 1, ""], "next"]);
  });
  test(`${name}: bytes arrive as they are, of any number and any value`, () => {
    for (const bytes of [[], [0], [255, 0, 128], Array.from({ length: 1000 }, (_, i) => i % 256)])
      assert.deepEqual([...(there(codec, Uint8Array.from(bytes)) as Uint8Array)], bytes);
    const answer = codec.decodeResponse(codec.encodeResponse(Uint8Array.from([1, 2])) as never);
    assert.deepEqual([...(answer as Uint8Array)], [1, 2]);
  });
  test(`${name}: whole numbers at the edge of 32 bits are whole, beyond it they are doubles`, () => {
    for (const value of [2 ** 31 - 1, -(2 ** 31), 2 ** 31, -(2 ** 31) - 1, 2 ** 40])
      assert.ok(Math.abs((there(codec, value) as number) - value) <= Math.abs(value) / 2 ** 29, String(value));
  });
  test(`${name}: an empty struct, an empty list, an empty text`, () => {
    for (const value of [{}, [], "", [[]], { a: {} }]) assert.deepEqual(there(codec, value), value);
  });
}

test("bin: every type as the field writes it, byte by byte", () => {
  for (const [value, body] of [
    [-2, "00000001fffffffe"],
    [true, "0000000201"],
    ["a", "000000030000000161"],
    [Uint8Array.from([1, 2]), "00000006000000020102"],
    [[1], "00000100000000010000000100000001"],
    [{ a: true }, "000001010000000100000001610000000201"],
  ] as const) {
    const frame = bin.encodeResponse(value as RpcValue);
    assert.equal(frame.subarray(0, 4).toString("latin1"), "Bin\u0001");
    assert.equal(frame.subarray(8).toString("hex"), body);
  }
  // a moment, which nobody sends back
  assert.equal(bin.decodeResponse(Buffer.from("42696e010000000800000005ffffffff", "hex")), 2 ** 32 - 1);
});

test("a double whose mantissa rounds up to the next power of two is that power", () => {
  for (const value of [1 - 2 ** -40, 2 - 2 ** -40, -(1 - 2 ** -40), 0.5 - 2 ** -50]) {
    const read = there(bin, new Double(value)) as number;
    assert.ok(Math.abs(read - value) < 1e-9, `${value} → ${read}`);
  }
});

test("numbers in decimal notation, whatever their exponent", () => {
  for (const [value, text] of [
    [1e21, "1000000000000000000000.0"],
    [1.5e21, "1500000000000000000000.0"],
    [-1.25e-7, "-0.000000125"],
    [1e-7, "0.0000001"],
    [12, "12.0"],
    [0.5, "0.5"],
  ] as const)
    assert.equal(formatDouble(value), text);
});

test("a fault without its struct: its text is the message, anything else is a fault all the same", () => {
  for (const [value, code, message] of [
    ["boom", undefined, "boom"],
    ["", undefined, "fault"],
    [5, undefined, "fault"],
    [undefined, undefined, "fault"],
    [[], undefined, "fault"],
    [{}, undefined, "fault"],
    [{ faultCode: "-5", faultString: "x" }, -5, "x"],
    [{ faultCode: -1 }, -1, "fault"],
    [{ faultCode: "many", faultString: "x" }, undefined, "x"],
  ] as const) {
    const fault = faultOf(value as RpcValue);
    assert.ok(fault instanceof RpcFault);
    assert.deepEqual([fault.code, fault.message], [code, message]);
  }
});

test("character references: the first and last that are characters, and those that are none", () => {
  const read = (text: string) =>
    xml.decodeCall(
      Buffer.from(
        `<methodCall><methodName>m</methodName><params><param><value><string>${text}</string></value></param></params></methodCall>`,
        "latin1",
      ),
    ).params[0];
  for (const [text, value] of [
    ["&#1;", "\u0001"],
    ["&#0;", "?"],
    ["&#xD7FF;", "\ud7ff"],
    ["&#xD800;", "?"],
    ["&#xDFFF;", "?"],
    ["&#xE000;", "\ue000"],
    ["&#x10FFFF;", "\u{10ffff}"],
    ["&#x110000;", "?"],
    ["&#9999999;", "?"],
    ["&#228;&amp;&auml;", "ä&&auml;"],
  ] as const)
    assert.equal(read(text), value, text);
});

test("xml: characters that XML cannot hold go as question marks, blanks as they are", () => {
  assert.equal(there(xml, "a\u0000b\u001fc\u000bd\te\nf"), "a?b?c?d\te\nf");
});

test("a byte order mark before the message is none of it", () => {
  const call = xml.encodeCall("m", ["x"]);
  const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), call]);
  assert.deepEqual(xml.decodeCall(marked), { method: "m", params: ["x"] });
});
