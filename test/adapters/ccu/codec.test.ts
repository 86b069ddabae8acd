import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import * as bin from "../../../adapters/ccu/codec/binrpc.ts";
import {
  Double,
  decodeText,
  hasUnreadable,
  MAX_DEPTH,
  RpcFault,
  RpcFormatError,
  type RpcValue,
  repairUtf8,
  toLatin1,
  Unreadable,
} from "../../../adapters/ccu/codec/value.ts";
import { TAGS_PER_LEVEL } from "../../../adapters/ccu/codec/xml-cursor.ts";
import * as xml from "../../../adapters/ccu/codec/xmlrpc.ts";

const latin1Text = fc
  .array(fc.integer({ min: 0x20, max: 0xff }), { maxLength: 40 })
  .map((codes) => String.fromCharCode(...codes))
  // whatever looks like UTF-8 is read as such: see the property of its own below
  .filter((text) => repairUtf8(text) === text);
const decimals = fc.integer({ min: -99_999_999, max: 99_999_999 }).map((n) => n / 1000);
const wire: fc.Arbitrary<RpcValue> = fc.letrec<{ value: RpcValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.boolean(),
    fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    latin1Text,
    decimals.map((n) => new Double(n)),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(latin1Text, tie("value"), { maxKeys: 4 }),
  ),
})).value;

/** What the other side sees: doubles are numbers, `-0` does not exist. */
function seen(value: RpcValue): unknown {
  if (value instanceof Double) return value.value === 0 ? 0 : value.value;
  if (Array.isArray(value)) return value.map(seen);
  if (typeof value === "object" && value !== null && !(value instanceof Uint8Array)) {
    const members = Object.entries(value).map(([name, member]) => [name, seen(member)]);
    return Object.defineProperties({}, Object.fromEntries(members.map(([n, v]) => [n, property(v)])));
  }
  return value;
}
const property = (value: unknown) => ({ value, enumerable: true, configurable: true, writable: true });
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
const response = (value: string, prolog = "") =>
  Buffer.from(`${prolog}<methodResponse><params><param>${value}</param></params></methodResponse>`, "latin1");

describe("XML-RPC codec", () => {
  test("a call and an answer come back as they were, in both hands", () => {
    fc.assert(
      fc.property(wire, latin1Text, (value, method) => {
        const name = `m${method.trim()}`;
        assert.deepEqual(xml.decodeCall(xml.encodeCall(name, [value, "x"])), {
          method: name,
          params: [seen(value), "x"],
        });
        assert.deepEqual(xml.decodeResponse(xml.encodeResponse(value)), seen(value));
        assert.deepEqual(xml.decodeResponse(xml.encodeResponse(value, "rfd")), seen(value));
      }),
    );
  });

  test("any finite number survives exactly, in decimal notation", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const sent = text(xml.encodeCall("m", [new Double(value)]));
        assert.match(sent, /<double>-?\d+\.\d+<\/double>/);
        assert.equal(xml.decodeCall(Buffer.from(sent, "latin1")).params[0], value === 0 ? 0 : value);
      }),
      { examples: [[1e21], [1e-7], [5e-324], [-1.5e300], [1]] },
    );
  });

  test("arbitrary bytes are refused, never crash and never hang", () => {
    const fragments = fc.array(
      fc.constantFrom(
        "<value>",
        "</value>",
        "<array>",
        "<data/>",
        "<struct>",
        "<member>",
        "<name>",
        "<i4>",
        "1",
        "&amp;",
        "<!--",
        "<![CDATA[",
        "<methodResponse>",
        "<params>",
        "<param>",
        "/>",
        "<",
        ">",
      ),
      { maxLength: 30 },
    );
    const hostile = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fragments.map((parts) => Buffer.from(parts.join(""))),
      fragments.map((parts) => response(parts.join(""))),
    );
    fc.assert(
      fc.property(hostile, (bytes) => {
        for (const decode of [xml.decodeCall, xml.decodeResponse]) {
          try {
            decode(bytes);
          } catch (error) {
            assert.ok(error instanceof RpcFormatError || error instanceof RpcFault, String(error));
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test("writes what libXmlRpc can read: declared latin-1, i4, no indentation, no self-closing types", () => {
    assert.equal(
      text(xml.encodeCall("setValue", ["A:1", "LEVEL", new Double(1), 3, true, "", "<ä&'\">"])),
      '<?xml version="1.0" encoding="ISO-8859-1"?><methodCall><methodName>setValue</methodName><params>' +
        "<param><value><string>A:1</string></value></param><param><value><string>LEVEL</string></value></param>" +
        "<param><value><double>1.0</double></value></param><param><value><i4>3</i4></value></param>" +
        "<param><value><boolean>1</boolean></value></param><param><value></value></param>" +
        "<param><value><string>&lt;ä&amp;&apos;&quot;&gt;</string></value></param></params></methodCall>",
    );
  });

  test("rfd's hand: bare strings, six decimals, sorted members", () => {
    assert.equal(
      text(xml.encodeResponse({ B: 21.5, A: "x", C: new Double(1) }, "rfd")),
      '<?xml version="1.0" encoding="iso-8859-1"?><methodResponse><params><param><value><struct>' +
        "<member><name>A</name><value>x</value></member><member><name>B</name><value><double>21.500000</double></value></member>" +
        "<member><name>C</name><value><double>1.000000</double></value></member></struct></value></param></params></methodResponse>",
    );
  });

  test("numbers that no CCU can read are not sent", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => xml.encodeCall("m", [value]), RangeError);
      assert.throws(() => xml.encodeCall("m", [new Double(value)]), RangeError);
      assert.throws(() => bin.encodeCall("m", [new Double(value)]), RangeError);
    }
  });

  test("reads every form that the field writes", () => {
    const cases: [string, unknown][] = [
      ["<value/>", ""],
      ["<value></value>", ""],
      ["<value>bare text</value>", "bare text"],
      ["<value> kept blanks </value>", " kept blanks "],
      ["<value>\n <i4> 7 </i4>\r\n</value>", 7],
      ["<value><int>-3</int></value>", -3],
      ["<value><i8>9007199254740991</i8></value>", 2 ** 53 - 1],
      ["<value><double>21.500000</double></value>", 21.5],
      ["<value><double>nan</double></value>", "nan"],
      ["<value><boolean>true</boolean></value>", true],
      ["<value><nil/></value>", null],
      ["<value><ex:nil/></value>", null],
      ["<value><string/></value>", ""],
      ["<value>a</value >", "a"],
      ["<value><string>a</string >\n</value\n>", "a"],
      ["<value><array><data/></array></value>", []],
      ["<value><array/></value>", []],
      ["<value><struct/></value>", {}],
      ["<value><string>&#176;&#xE4;&unknown;&</string></value>", "°ä&unknown;&"],
      ["<value><string><![CDATA[<b>&amp;]]></string></value>", "<b>&amp;"],
      ["<value><!-- c --><string>a<!-- c -->b</string></value>", "ab"],
      [
        "<value><struct><member><name>__proto__</name><value>x</value></member></struct></value>",
        JSON.parse('{"__proto__":"x"}'),
      ],
      // twice: the last one counts, as of any other name
      [
        `<value><struct>${["x", "y"].map((text) => `<member><name>__proto__</name><value>${text}</value></member>`).join("")}</struct></value>`,
        JSON.parse('{"__proto__":"y"}'),
      ],
      ["<value><dateTime.iso8601>20260102T03:04:05</dateTime.iso8601></value>", "20260102T03:04:05"],
    ];
    for (const [sent, expected] of cases) assert.deepEqual(xml.decodeResponse(response(sent)), expected, sent);
    assert.equal(xml.decodeResponse(Buffer.alloc(0)), undefined, "no body is no value");
    for (const params of ["<params></params>", "<params/>", ""]) {
      const none = Buffer.from(`<methodResponse>${params}</methodResponse>`);
      assert.equal(xml.decodeResponse(none), undefined, `${params} holds no value`);
    }
  });

  test("whatever the prolog declares, what is valid UTF-8 is UTF-8, and anything else latin-1", () => {
    const grad = "<value><string>21 °C für Küche</string></value>";
    assert.equal(xml.decodeResponse(response(grad, '<?xml version="1.0" encoding="iso-8859-1"?>')), "21 °C für Küche");
    assert.equal(xml.decodeResponse(response(grad, '<?xml version="1.0" encoding="UTF-8"?>')), "21 °C für Küche");
    assert.equal(xml.decodeResponse(response(grad)), "21 °C für Küche");
    const utf8 = Buffer.from(response(grad, '<?xml version="1.0" encoding="UTF-8"?>').toString("latin1"), "utf8");
    assert.equal(xml.decodeResponse(utf8), "21 °C für Küche");
    const link = Buffer.from(response(grad, '<?xml version="1.0" encoding="ISO-8859-1"?>').toString("latin1"), "utf8");
    assert.equal(
      xml.decodeResponse(link),
      "21 °C für Küche",
      "names that were stored as UTF-8 stand in a latin-1 document",
    );
    assert.equal(repairUtf8("Küche"), "Küche");
  });

  test("what latin-1 lacks is spelled out on the way to the CCU", () => {
    assert.equal(toLatin1("Ku\u0308che – „Łódź“ 5 € 😀 μ"), 'Küche - "Lódz" 5 EUR ? µ');
  });

  test("faults with and without a code", () => {
    const caught = (bytes: Uint8Array) => assert.throws(() => xml.decodeResponse(bytes));
    caught(xml.encodeFault(-5, "Unknown Parameter"));
    assert.throws(() => xml.decodeResponse(xml.encodeFault(-5, "Unknown Parameter")), {
      code: -5,
      message: "Unknown Parameter",
    });
    assert.throws(() => xml.decodeResponse(xml.encodeFault(undefined, "Invalid XML-RPC message")), { code: undefined });
  });

  test("a booting CCU's HTML and text are recognised as such", () => {
    for (const body of ["<html><head><TITLE>503</TITLE>", "<!DOCTYPE html><html>", "CCU is not ready yet", "\n\n"]) {
      assert.throws(() => xml.decodeResponse(Buffer.from(body)), { name: "RpcFormatError", notReady: true }, body);
    }
  });

  test("document types and entities are refused", () => {
    const bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><methodResponse>';
    assert.throws(() => xml.decodeResponse(Buffer.from(bomb)), /document type/);
    assert.throws(() => xml.decodeResponse(response("<value><!ENTITY a 'b'></value>")), /document type/);
    // wherever it stands
    const whole = xml.encodeResponse({ a: [1, "b"], c: { d: true } }).toString("latin1");
    for (let at = whole.indexOf("<methodResponse>"); at >= 0; at = whole.indexOf("<", at + 1)) {
      const spoilt = `${whole.slice(0, at)}<!DOCTYPE x>${whole.slice(at)}`;
      assert.throws(() => xml.decodeResponse(Buffer.from(spoilt)), { name: "RpcFormatError" }, spoilt);
    }
  });

  test("depth and size: at the limit and one past it", () => {
    const nested = (depth: number) =>
      response(`${"<value><array><data>".repeat(depth)}${"</data></array></value>".repeat(depth)}`);
    assert.ok(Array.isArray(xml.decodeResponse(nested(MAX_DEPTH))));
    assert.throws(() => xml.decodeResponse(nested(MAX_DEPTH + 1)), /nested deeper/);
    // what cannot be read is looked through to its end, as deep as what could be read
    const most = (MAX_DEPTH + 1) * TAGS_PER_LEVEL - 1;
    const odd = (depth: number) => response(`<value>${"<odd>".repeat(depth)}${"</odd>".repeat(depth)}</value>`);
    assert.ok(xml.decodeResponse(odd(most)) instanceof Unreadable);
    assert.throws(() => xml.decodeResponse(odd(most + 1)), /nested too deep/);
    const body = xml.encodeResponse("x".repeat(100));
    assert.equal(xml.decodeResponse(body, body.length), "x".repeat(100));
    assert.throws(() => xml.decodeResponse(body, body.length - 1), /limit/);
  });
});

describe("BIN-RPC codec", () => {
  test("a call and an answer come back as they were", () => {
    fc.assert(
      fc.property(wire, latin1Text, (value, method) => {
        assert.deepEqual(bin.decodeCall(bin.encodeCall(`m${method}`, [value])), {
          method: `m${method}`,
          params: [seen(value)],
        });
        assert.deepEqual(bin.decodeResponse(bin.encodeResponse(value)), seen(value));
      }),
    );
  });

  test("doubles keep 30 bits, and eight digits exactly", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }), (value) => {
        const back = bin.decodeResponse(bin.encodeResponse(new Double(value))) as number;
        assert.ok(Math.abs(back - value) <= Math.abs(value) * 4e-9 + 1e-300, `${value} came back as ${back}`);
      }),
    );
    fc.assert(
      fc.property(decimals, (value) => {
        assert.equal(bin.decodeResponse(bin.encodeResponse(new Double(value))), value === 0 ? 0 : value);
      }),
      { examples: [[0.3], [21.5]] },
    );
    // a CCU cuts off what does not fit: what it meant has the fewest digits that are as near as the mantissa tells
    const read = (mantissa: number, exponent: number) => {
      const frame = bin.encodeResponse(new Double(0.5));
      frame.writeInt32BE(mantissa, 12);
      frame.writeInt32BE(exponent, 16);
      return bin.decodeResponse(frame);
    };
    for (const [value, exponent] of [
      [0.7, 0],
      [-0.7, 0],
      [0.3, -1],
      [0.123456789, -3],
    ] as const)
      assert.equal(read(Math.trunc((value / 2 ** exponent) * 2 ** 30), exponent), value);
    assert.equal(read(603_151_270, 1), 1.123456787, "ten digits are enough");
    assert.equal(read(2_119_277_610, 19), 2_119_277_610 / 2 ** 11, "but for more bits than a CCU sends");
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -1200, max: 1200 }), (mantissa, exponent) => {
        const value = read(mantissa, exponent);
        if (value instanceof Unreadable) return;
        const half = Math.trunc(exponent / 2);
        const unit = 2 ** half * 2 ** (exponent - half) * 2 ** -30;
        const sent = (mantissa / 2 ** 30) * 2 ** half * 2 ** (exponent - half);
        assert.ok(Math.abs((value as number) - sent) <= unit, `${mantissa} * 2^${exponent}: ${value}`);
      }),
      { numRuns: 2000 },
    );
    assert.deepEqual([read(2 ** 29 + 1, 0), read(2 ** 29 + 2, 0)], [0.5, 0.500000002], "one unit beside, and two");
    // frexp(0.3) = 0.6 * 2^-1
    assert.equal(text(bin.encodeResponse(new Double(0.5)).subarray(8)), "\0\0\0\u0004\u0020\0\0\0\0\0\0\0");
  });

  test("frames are found wherever the stream splits", () => {
    fc.assert(
      fc.property(
        fc.array(wire, { minLength: 1, maxLength: 5 }),
        fc.array(fc.nat({ max: 4000 }), { maxLength: 8 }),
        (values, cuts) => {
          const stream = Buffer.concat(values.map((value) => bin.encodeResponse(value)));
          const edges = [0, ...cuts.map((cut) => cut % (stream.length + 1)).sort((a, b) => a - b), stream.length];
          const reader = new bin.FrameReader();
          const frames = edges.slice(1).flatMap((edge, i) => reader.push(stream.subarray(edges[i], edge)));
          assert.deepEqual(
            frames.map((frame) => bin.decodeResponse(frame)),
            values.map(seen),
          );
          assert.equal(reader.pending, 0);
        },
      ),
    );
  });

  test("arbitrary bytes are refused, never crash, never allocate by a lying count", () => {
    const framed = fc.uint8Array({ maxLength: 120 }).chain((body) =>
      fc.constantFrom(0, 1, 0xff).map((type) => {
        const head = Buffer.from([0x42, 0x69, 0x6e, type, 0, 0, 0, body.length]);
        return Buffer.concat([head, body]);
      }),
    );
    fc.assert(
      fc.property(fc.oneof(framed, fc.uint8Array({ maxLength: 60 })), (bytes) => {
        for (const decode of [bin.decodeCall, bin.decodeResponse, (b: Uint8Array) => new bin.FrameReader().push(b)]) {
          try {
            decode(bytes);
          } catch (error) {
            assert.ok(error instanceof RpcFormatError || error instanceof RpcFault, String(error));
          }
        }
      }),
      { numRuns: 1000 },
    );
    const lying = Buffer.from("42696e01000000080000010040000000", "hex");
    assert.throws(() => bin.decodeResponse(lying), /exceeds/);
  });

  test("frame size: at the limit and one past it; a foreign stream is refused at its first byte", () => {
    const frame = bin.encodeResponse("x".repeat(50));
    assert.equal(new bin.FrameReader(frame.length).push(frame).length, 1);
    assert.throws(() => new bin.FrameReader(frame.length - 1).push(frame.subarray(0, 8)), /limit/);
    assert.throws(() => new bin.FrameReader().push(Buffer.from("P")), /not BIN-RPC/);
  });

  test("depth: at the limit and one past it", () => {
    const nested = (depth: number) => {
      let value: RpcValue = 1;
      for (let i = 0; i < depth; i++) value = [value];
      return bin.encodeResponse(value);
    };
    assert.ok(bin.decodeResponse(nested(MAX_DEPTH)));
    assert.throws(() => bin.decodeResponse(nested(MAX_DEPTH + 1)), /nested deeper/);
  });

  test("latin-1 on both ways", () => {
    const frame = bin.encodeCall("setName", ["Küche °C"]);
    assert.ok(text(frame).includes("Küche °C"));
    assert.deepEqual(bin.decodeCall(frame).params, ["Küche °C"]);
    assert.throws(() => bin.decodeResponse(bin.encodeFault(-1, "für")), { code: -1, message: "für" });
  });
});

/** Text as people write it: letters of any language, no control characters, no lone surrogates. */
const written = fc
  .string({ unit: "grapheme", maxLength: 20 })
  .filter((text) => text.isWellFormed() && !/[\p{Cc}<&]/u.test(text) && text.trim() === text);
const PROLOGS = ["ISO-8859-1", "iso-8859-1", "UTF-8"].map((name) => `<?xml version="1.0" encoding="${name}"?>`);

describe("text", () => {
  test("what is valid UTF-8 is UTF-8, whatever the prolog says, beside strings that are Latin-1", () => {
    fc.assert(
      fc.property(fc.array(written, { maxLength: 4 }), fc.constantFrom("", ...PROLOGS), (texts, prolog) => {
        const items = texts.map((text) => Buffer.from(text, "utf8").toString("latin1"));
        const data = ["K\u00fcche 21 \u00b0C", ...items].map((item) => `<value>${item}</value>`).join("");
        const sent = response(`<value><array><data>${data}</data></array></value>`, prolog);
        assert.deepEqual(xml.decodeResponse(sent), ["Küche 21 °C", ...texts]);
        const frame = bin.encodeResponse(["K\u00fcche 21 \u00b0C", ...items]);
        assert.deepEqual(bin.decodeResponse(frame), ["Küche 21 °C", ...texts]);
      }),
      {
        examples: [
          [["Küche", "Ærø", "Grüße"], PROLOGS[0]!],
          [["€ 5 – „Łódź“"], PROLOGS[0]!],
        ],
      },
    );
  });

  test("member names and values with entities, too", () => {
    const sent = Buffer.from(
      `${PROLOGS[0]}<methodResponse><params><param><value><struct><member><name>Tür</name><value>Küche &amp; Flur</value></member></struct></value></param></params></methodResponse>`,
      "utf8",
    );
    assert.deepEqual(xml.decodeResponse(sent), { Tür: "Küche & Flur" });
  });

  test("an answer of the logic layer may hold names of both kinds", () => {
    const mixed = Buffer.concat([Buffer.from('{"a":"Küche","b":"', "latin1"), Buffer.from('Büro – Tür"}', "utf8")]);
    assert.equal(decodeText(mixed), '{"a":"Küche","b":"Büro – Tür"}');
    assert.equal(decodeText(Buffer.from("Küche", "utf8")), "Küche");
    assert.equal(decodeText(Buffer.from("Küche", "latin1")), "Küche");
  });
});

/** Paths of all scalars in a value. */
function scalars(value: RpcValue, path: (string | number)[] = []): (string | number)[][] {
  if (Array.isArray(value)) return value.flatMap((item, i) => scalars(item, [...path, i]));
  if (typeof value === "object" && value !== null && !(value instanceof Double)) {
    return Object.entries(value).flatMap(([name, member]) => scalars(member, [...path, name]));
  }
  return [path];
}
/** `value` with `leaf` at `path`. */
function withAt(value: RpcValue, [step, ...rest]: readonly (string | number)[], leaf: RpcValue): RpcValue {
  if (step === undefined) return leaf;
  if (Array.isArray(value)) return value.map((item, i) => (i === step ? withAt(item, rest, leaf) : item));
  const copy: Record<string, RpcValue> = {};
  for (const [name, member] of Object.entries(value as Record<string, RpcValue>)) {
    const property = { value: name === step ? withAt(member, rest, leaf) : member, enumerable: true };
    Object.defineProperty(copy, name, property);
  }
  return copy;
}
/** Things that no reader can take for a value, in XML that is well-formed. */
const DAMAGE = [
  "<i4></i4>",
  "<i4>1.x</i4>",
  "<int>0x10</int>",
  "<double>1,000000</double>",
  "<double/>",
  "<boolean>maybe</boolean>",
  "<boolean></boolean>",
  "<unknown>1</unknown>",
  "<i4><b>1</b></i4>",
  "text<i4>1</i4>",
  "<i4>1</i4><i4>2</i4>",
  "<struct><member><value>1</value></member></struct>",
  "<array><value>1</value></array>",
  "<struct><!-- </value> --><![CDATA[</value>]]><x/></struct>",
] as const;

describe("damage stays small", () => {
  const MARK = "#damaged#";
  test("one value that cannot be read costs that value, whatever and wherever it is", () => {
    fc.assert(
      fc.property(
        fc.array(wire, { minLength: 1, maxLength: 6 }),
        fc.nat(),
        fc.constantFrom(...DAMAGE),
        (list, at, bad) => {
          const paths = scalars(list);
          fc.pre(paths.length > 0);
          const path = paths[at % paths.length]!;
          const sent = text(xml.encodeResponse(withAt(list, path, MARK))).replace(
            `<string>${MARK}</string>`,
            () => bad,
          );
          const got = xml.decodeResponse(Buffer.from(sent, "latin1"));
          assert.ok(hasUnreadable(got));
          const unreadable = path.reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], got);
          assert.ok(unreadable instanceof Unreadable);
          assert.deepEqual(withAt(got, path, MARK), seen(withAt(list, path, MARK)), "everything else is equal");
        },
      ),
      { numRuns: 400 },
    );
  });

  test("a member without a value, a struct without a name: that member, that struct", () => {
    const struct = (inner: string) =>
      xml.decodeResponse(
        response(`<value><array><data><value><struct>${inner}</struct></value><value>1</value></data></array></value>`),
      );
    const named = "<member><name>A</name><value>x</value></member>";
    assert.deepEqual(struct(`<member><name>B</name></member>${named}`), [{ B: new Unreadable(""), A: "x" }, "1"]);
    const [lost, kept] = struct(`${named}<member><value>1</value></member>`) as RpcValue[];
    assert.ok(lost instanceof Unreadable);
    assert.equal(kept, "1");
  });

  test("the envelope decides over the message: what is no XML is no message, at any place", () => {
    const sent = text(
      xml.encodeCall("system.multicall", [[{ methodName: "event", params: ["id", "A:1", "STATE", true] }]]),
    );
    for (let cut = 0; cut < sent.length; cut++) {
      assert.throws(() => xml.decodeCall(Buffer.from(sent.slice(0, cut), "latin1")), RpcFormatError);
    }
    for (const bad of [
      "<value><i4>1</value>",
      "<value><i4>1</int></value>",
      "<value><1/></value>",
      "<value>a</b></value>",
    ]) {
      assert.throws(() => xml.decodeResponse(response(bad)), RpcFormatError, bad);
    }
  });

  test("what was unreadable is kept for the log, shortened, and never sent", () => {
    const [bad] = xml.decodeCall(
      Buffer.from(
        `<methodCall><methodName>m</methodName><params><param><value><i4>${"9x".repeat(99)}</i4></value></param></params></methodCall>`,
      ),
    ).params;
    assert.ok(bad instanceof Unreadable);
    assert.equal(bad.text.length, 60);
    assert.deepEqual(xml.decodeResponse(xml.encodeResponse([bad, { a: bad }])), ["", { a: "" }]);
    assert.deepEqual(bin.decodeResponse(bin.encodeResponse([bad, { a: bad }])), ["", { a: "" }]);
  });

  test("BIN-RPC: a double beyond all numbers; an unknown type has no end and costs the frame", () => {
    const frame = bin.encodeResponse([new Double(0.5), "x"]);
    frame.writeUInt32BE(5000, frame.indexOf(Buffer.from("20000000", "hex")) + 4);
    const [bad, good] = bin.decodeResponse(frame) as RpcValue[];
    assert.ok(bad instanceof Unreadable);
    assert.equal(good, "x");
    const unknown = bin.encodeResponse([1]);
    unknown.writeUInt32BE(0x77, unknown.length - 8);
    assert.throws(() => bin.decodeResponse(unknown), {
      name: "RpcFormatError",
      message: "BIN-RPC type 0x77 is unknown",
    });
    assert.throws(() => bin.decodeCall(bin.encodeFault(-1, "no")), { message: /of type 0xff is no request$/ });
    const other = bin.encodeResponse(1);
    other[3] = 0x22;
    assert.throws(() => bin.decodeResponse(other), { name: "RpcFormatError", message: /of type 0x22$/ });
  });
});
