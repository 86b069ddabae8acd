import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { topics } from "../../../handlers/relay/protocol/messages.ts";
import { SITE_TAG } from "../../../infra/functions/limits.ts";
import { FUNCTIONS, SHAPES } from "../../../infra/stack-functions.ts";
import { TABLE_ACTIONS } from "../../../infra/stack-table.ts";
import { allowedTo, flat, isAllowed, type Statement, statementsOf, synthesize } from "../synthesized.ts";

const ordinary = synthesize();
const strict = synthesize({ strictIsolation: "true" });
const ARN = "arn:<AWS::Partition>:iot:<AWS::Region>:<AWS::AccountId>:";
const roleName = (name: string) => `${name[0]?.toUpperCase()}${name.slice(1)}`;
const tableStatements = (statements: readonly Statement[]) =>
  statements.filter(({ Action }) => Action.some((action) => action.startsWith("dynamodb:")));

describe("the table", () => {
  test("actions allowed are those that the adapter uses, no others", () => {
    const folder = join(import.meta.dirname, "../../../adapters/dynamodb");
    const used = new Set<string>();
    for (const file of readdirSync(folder))
      for (const [, name = ""] of readFileSync(join(folder, file), "utf8").matchAll(/new (\w+)Command\(/g))
        used.add(name);
    // the table itself is made by this stack; the adapter's own way is for tests and one machine
    for (const name of ["CreateTable", "UpdateTimeToLive"]) used.delete(name);
    assert.deepEqual([...used].sort(), [...TABLE_ACTIONS].sort());
  });

  test("every function reaches the one table with the actions of its shape", () => {
    for (const name of FUNCTIONS) {
      const [statement, ...more] = tableStatements(allowedTo(ordinary.resources, roleName(name)));
      assert.deepEqual(more, []);
      assert.deepEqual(statement?.Action.sort(), SHAPES[name].table.map((action) => `dynamodb:${action}`).sort());
      assert.match(statement?.Resource.join() ?? "", /^<Table\w+\.Arn>$/);
    }
    assert.deepEqual(tableStatements(allowedTo(ordinary.resources, "Uplink")), []);
  });

  test("the authorizer deletes nothing", () => {
    assert.ok(!SHAPES.authorizer.table.includes("DeleteItem"));
  });

  test("strict isolation: a function's own role reaches no site", () => {
    for (const name of FUNCTIONS) {
      for (const { Condition } of tableStatements(allowedTo(strict.resources, roleName(name)))) {
        assert.deepEqual(Condition["ForAllValues:StringLike"], { "dynamodb:LeadingKeys": ["~#*"] });
        assert.deepEqual(Condition.Null, { "dynamodb:LeadingKeys": "false" });
      }
    }
  });

  test("strict isolation: a session reaches the site in its tag, and only functions get one", () => {
    const [statement, downloads, ...more] = allowedTo(strict.resources, "Site");
    assert.deepEqual(more, []);
    assert.deepEqual(downloads?.Action, ["s3:PutObject", "s3:GetObject"]);
    assert.match(
      downloads?.Resource.join() ?? "",
      /^<Downloads\w+\.Arn>\/\$\{aws:PrincipalTag\/ccu-anywhere-site\}\/\*$/,
    );
    assert.deepEqual(statement?.Condition, {
      "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [`\${aws:PrincipalTag/${SITE_TAG}}#*`] },
      Null: { "dynamodb:LeadingKeys": "false" },
    });
    const role = Object.entries(strict.resources).find(
      ([id, { Type }]) => id.startsWith("SiteRole") && Type === "AWS::IAM::Role",
    );
    const trusted = statementsOf(role?.[1].Properties.AssumeRolePolicyDocument);
    const principals = trusted.map(({ Principal }) =>
      flat((Principal as { AWS: unknown }).AWS).replace(/Role\w+\.Arn/, ""),
    );
    assert.deepEqual(principals.sort(), FUNCTIONS.map((name) => `<${roleName(name)}>`).sort());
    for (const { Condition } of trusted) {
      assert.deepEqual(Condition.StringLike, { [`aws:RequestTag/${SITE_TAG}`]: "?*" });
      assert.deepEqual(Condition["ForAllValues:StringEquals"], { "aws:TagKeys": [SITE_TAG] });
    }
  });

  test("without strict isolation there is no role of sites", () => {
    assert.ok(!Object.keys(ordinary.resources).some((id) => id.startsWith("SiteRole")));
  });
});

describe("the relay's policy", () => {
  const policy = Object.values(ordinary.resources).find(({ Type }) => Type === "AWS::IoT::Policy");
  /** As the broker reads it for a thing with this name and attribute. */
  const of = (thing: string, site: string): Statement[] =>
    statementsOf(policy?.Properties.PolicyDocument).map((statement) => ({
      ...statement,
      Resource: statement.Resource.map((resource) =>
        resource
          .replace(/\$\{iot:Connection\.Thing\.ThingName\}/g, thing)
          .replace(/\$\{iot:Connection\.Thing\.Attributes\[site\]\}/g, site),
      ),
    }));
  const mine = of("ccu-anywhere-home-1", "home");
  const may = (action: string, resource: string) => isAllowed(mine, `iot:${action}`, `${ARN}${resource}`);
  const [own, other] = [topics("home"), topics("other")];

  test("it connects under its own name, and only with its certificate attached to the thing", () => {
    assert.ok(may("Connect", "client/ccu-anywhere-home-1"));
    for (const name of ["ccu-anywhere-home-2", "ccu-anywhere-other-1", "ccu-anywhere~1", "*", ""])
      assert.ok(!may("Connect", `client/${name}`), name);
    const connect = mine.find(({ Action }) => Action.includes("iot:Connect"));
    assert.deepEqual(connect?.Condition, { Bool: { "iot:Connection.Thing.IsAttached": ["true"] } });
  });

  test("it speaks for its own site", () => {
    for (const topic of [own.state, own.doc, own.events, own.reply("r1")])
      assert.ok(may("Publish", `topic/${topic}`), topic);
    assert.ok(may("RetainPublish", `topic/${own.state}`));
  });

  test("it speaks for no other site, gives no orders, and retains nothing but its state", () => {
    for (const topic of [
      other.state,
      other.events,
      other.reply("r1"),
      own.request,
      own.ack,
      "ccu-anywhere/home",
      "$aws/things/x",
    ])
      assert.ok(!may("Publish", `topic/${topic}`), topic);
    for (const topic of [own.events, own.doc, other.state]) assert.ok(!may("RetainPublish", `topic/${topic}`), topic);
  });

  test("it hears what is said to it, and its own state", () => {
    for (const topic of [own.request, own.ack, own.listening, own.flush, own.resync, own.state]) {
      assert.ok(may("Subscribe", `topicfilter/${topic}`), topic);
      assert.ok(may("Receive", `topic/${topic}`), topic);
    }
    assert.ok(may("Subscribe", `topicfilter/${own.everyDown}`));
  });

  test("it hears no other site, with wildcards or without", () => {
    for (const filter of [
      other.request,
      other.everyDown,
      "#",
      "ccu-anywhere/#",
      "ccu-anywhere/+/down/request",
      own.everyUp,
      "+/home/down/#",
    ])
      assert.ok(!may("Subscribe", `topicfilter/${filter}`), filter);
    for (const topic of [other.request, other.state, own.events]) assert.ok(!may("Receive", `topic/${topic}`), topic);
  });

  test("a site whose name begins alike is another site", () => {
    assert.ok(!isAllowed(mine, "iot:Publish", `${ARN}topic/${topics("home-2").state}`));
    assert.ok(!isAllowed(mine, "iot:Receive", `${ARN}topic/${topics("home-2").request}`));
  });
});

describe("the functions on the broker", () => {
  const may = (name: string, action: string, resource: string) =>
    isAllowed(allowedTo(ordinary.resources, name), `iot:${action}`, `${ARN}${resource}`);

  test("they connect under their own kind of name, and hear replies and states", () => {
    for (const name of ["Rest", "Socket", "Ingest", "Tick"]) {
      assert.ok(may(name, "Connect", "client/ccu-anywhere~7"), name);
      assert.ok(!may(name, "Connect", "client/ccu-anywhere-home-1"), name);
      assert.ok(may(name, "Subscribe", "topicfilter/ccu-anywhere/+/up/reply/r1"), name);
      assert.ok(may(name, "Subscribe", `topicfilter/${topics("home").state}`), name);
      assert.ok(may(name, "Receive", `topic/${topics("home").reply("r1")}`), name);
      assert.ok(!may(name, "Receive", `topic/${topics("home").events}`), name);
      assert.ok(!may(name, "Publish", `topic/${topics("home").state}`), `${name} does not speak for a relay`);
      assert.ok(!may(name, "Publish", "topic/other/home/down/request"), name);
    }
  });

  test("each says only what is its business", () => {
    const { request, ack, listening, flush, resync } = topics("home");
    const says = (name: string) =>
      [request, ack, listening, flush, resync].filter((topic) => may(name, "Publish", `topic/${topic}`));
    assert.deepEqual(says("Rest"), [request, ack, flush]);
    assert.deepEqual(says("Socket"), [request, listening, flush]);
    assert.deepEqual(says("Ingest"), [ack, resync]);
    assert.deepEqual(says("Tick"), [listening]);
    for (const name of ["Authorizer", "Uplink"]) assert.ok(!may(name, "Connect", "client/ccu-anywhere~1"), name);
  });

  test("only the function that pairs touches certificates, and only things of our names", () => {
    for (const name of ["Socket", "Authorizer", "Ingest", "Uplink"])
      assert.ok(!may(name, "CreateCertificateFromCsr", "any") && !may(name, "UpdateCertificate", "cert/1"), name);
    for (const action of ["CreateCertificateFromCsr", "CreateThing", "AttachPolicy", "AttachThingPrincipal"])
      for (const resource of ["any", "thing/ccu-anywhere-home-1", "cert/1"]) assert.ok(!may("Tick", action, resource));
    assert.ok(may("Rest", "CreateThing", "thing/ccu-anywhere-home-1"));
    assert.ok(!may("Rest", "CreateThing", "thing/coffee-machine"));
    assert.ok(!may("Rest", "DeleteThing", "thing/coffee-machine"));
    assert.ok(!may("Rest", "CreatePolicy", "policy/x"));
  });
});

test("each call of the adapter that pairs is allowed to who makes it", () => {
  const source = readFileSync(join(import.meta.dirname, "../../../adapters/aws-iot/certificates.ts"), "utf8");
  const used = new Set([...source.matchAll(/new (\w+)Command\(/g)].map(([, name = ""]) => name));
  const allows = (name: string, action: string) =>
    allowedTo(ordinary.resources, name).some(({ Action }) => Action.includes(`iot:${action}`));
  for (const action of [...used, "DeleteConnection"]) {
    assert.ok(allows("Rest", action), action);
    assert.equal(allows("Tick", action), !/^(Create|Attach)/.test(action), action);
  }
});

test("downloads: the function that answers, or with strict isolation only the session of a home", () => {
  const files = (resources: typeof ordinary.resources, name: string) =>
    allowedTo(resources, name).filter(({ Action }) => Action.join().includes("s3:"));
  assert.match(files(ordinary.resources, "Rest")[0]?.Resource.join() ?? "", /^<Downloads\w+\.Arn>\/\*$/);
  for (const name of FUNCTIONS) {
    if (name !== "rest") assert.deepEqual(files(ordinary.resources, roleName(name)), []);
    assert.deepEqual(files(strict.resources, roleName(name)), []);
  }
});

test("no policy of a function allows all actions of a service", () => {
  for (const { resources } of [ordinary, strict])
    for (const name of [...FUNCTIONS, "uplink"])
      for (const { Action } of allowedTo(resources, roleName(name)))
        for (const action of Action) assert.doesNotMatch(action, /\*/, `${name}: ${action}`);
});

test("functions post to the sockets of this API and stage only", () => {
  const prefix = "arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:";
  for (const name of ["Rest", "Socket", "Ingest", "Tick"]) {
    const statements = allowedTo(ordinary.resources, name);
    const api = statements.flatMap(({ Resource }) => Resource).find((resource) => resource.includes("@connections"));
    assert.match(api ?? "", /<SocketApi\w+>\/live\/POST\/@connections\/\*$/);
    assert.ok(!isAllowed(statements, "execute-api:ManageConnections", `${prefix}other/live/POST/@connections/a`));
    assert.ok(!isAllowed(statements, "execute-api:Invoke", `${api}`));
  }
  assert.ok(!allowedTo(ordinary.resources, "Authorizer").some(({ Action }) => Action.join().includes("execute-api")));
});

test("uplink puts messages into the one queue and does nothing else", () => {
  const statements = allowedTo(ordinary.resources, "Uplink").filter(({ Action }) => !Action.join().startsWith("logs:"));
  // the second one is Lambda's own way to the dead letters
  assert.deepEqual(
    [...new Set(statements.flatMap(({ Action }) => Action))],
    ["sqs:SendMessage", "sqs:GetQueueAttributes", "sqs:GetQueueUrl"],
  );
  for (const resource of statements.flatMap(({ Resource }) => Resource))
    assert.match(resource, /^<(IngestQueue|Undelivered)\w+\.Arn>$/);
});

test("every function writes to its own log only", () => {
  for (const name of [...FUNCTIONS, "uplink"]) {
    const logs = allowedTo(ordinary.resources, roleName(name)).filter(({ Action }) => Action.join().includes("logs:"));
    assert.deepEqual(
      logs.flatMap(({ Resource }) => Resource).map((arn) => arn.replace(/Log\w+\.Arn/, "")),
      [`<${roleName(name)}>`],
    );
  }
});
