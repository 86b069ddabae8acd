import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseDeviceKey, parseSgtin } from "../../handlers/model/device-label.ts";

const KEY = "FFC52A9349BA2995CE0F6894A8A573A8";
const LABEL = "7ZRMN-96KET-56AWW-3U8KK-MAAWX8";

test("an SGTIN has 24 hexadecimal digits, however they are grouped", () => {
  const plain = "3014F711A00000D3C98CA028";
  for (const text of [
    plain,
    "3014-F711-A000-00D3-C98C-A028",
    " 3014 f711 a000 00d3 c98c a028 ",
    "3014:F711A00000D3C98CA028",
  ])
    assert.equal(parseSgtin(text), plain);
  for (const text of ["", plain.slice(1), `${plain}0`, plain.replace("F", "G")])
    assert.equal(parseSgtin(text), undefined);
});

test("a key is taken as hexadecimal and as printed on the label", () => {
  for (const text of [
    KEY,
    KEY.toLowerCase(),
    KEY.replace(/(.{4})/g, "$1-"),
    LABEL,
    LABEL.replaceAll("-", ""),
    LABEL.toLowerCase(),
  ])
    assert.equal(parseDeviceKey(text), KEY, text);
});

test("a key of another length, with a foreign character, or of more than 128 bits is none", () => {
  const wrong = [
    "",
    KEY.slice(1),
    `${KEY}0`,
    LABEL.slice(1),
    `${LABEL}8`,
    LABEL.replace("Z", "O"),
    LABEL.replace("Z", "I"),
    `8${LABEL.slice(1)}`,
    `Z${LABEL.slice(1)}`,
  ];
  for (const text of wrong) assert.equal(parseDeviceKey(text), undefined, text);
});

test("every key has one label, and the label gives it back", () => {
  const digits = "0123456789ABCEFGHJKLMNPQRSTUWXYZ";
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), (bits) => {
      let label = "";
      for (let at = 25; at >= 0; at--) label += digits[Number((bits >> BigInt(at * 5)) & 31n)];
      assert.equal(parseDeviceKey(label), bits.toString(16).toUpperCase().padStart(32, "0"));
    }),
  );
});
