/** AWS IoT Core as far as pairing uses it: REST-JSON of the control plane and the end of connections, with its rules. */
import { X509Certificate } from "node:crypto";
import type { TestContext } from "node:test";
import { type Authority, createAuthority } from "./authority.ts";
import { type Answered, type Asked, CREDENTIALS, json, signerOf, startEndpoint } from "./endpoint.ts";

export interface FakeCertificate {
  id: string;
  arn: string;
  pem: string;
  active: boolean;
  policies: Set<string>;
}

export interface FakeIot {
  readonly endpoint: string;
  readonly authority: Authority;
  readonly certificates: Map<string, FakeCertificate>;
  /** Things by name, with attributes and the ARNs of their certificates. */
  readonly things: Map<string, { attributes: Record<string, string>; principals: Set<string> }>;
  /** Names of the calls, in order. */
  readonly calls: string[];
  /** Client ids whose connections were ended. */
  readonly ended: string[];
  /** Calls of these names fail: as AWS says it, or with the connection cut off after the work was done. */
  failing: Map<string, "before" | "after">;
  /** Detaching takes effect only when the returned function is called, as in the live service seconds later. */
  lag(): () => void;
  /** Whether the broker would let a client in: as the policy of relays decides. */
  admits(clientId: string, pem: string): boolean;
}

interface Body {
  certificateSigningRequest: string;
  target: string;
  attributePayload?: { attributes?: Record<string, string> };
}

class Fault extends Error {
  readonly answered: Answered;
  constructor(status: number, type: string, message: string) {
    super(message);
    this.answered = json(status, { message }, { "x-amzn-errortype": type });
  }
}
const notFound = (what: string) => new Fault(404, "ResourceNotFoundException", `${what} not found`);

export const POLICY = "relays";

export async function startFakeIot(t: TestContext): Promise<FakeIot> {
  const authority = createAuthority();
  const certificates: FakeIot["certificates"] = new Map();
  const things: FakeIot["things"] = new Map();
  const calls: string[] = [];
  const ended: string[] = [];
  const failing: FakeIot["failing"] = new Map();
  let made = 0;
  let lagging: (() => unknown)[] | undefined;

  const certificate = (id: string): FakeCertificate => {
    const found = certificates.get(id.slice(id.lastIndexOf("/") + 1));
    if (!found) throw notFound("certificate");
    return found;
  };
  const thing = (name: string) => {
    const found = things.get(name);
    if (!found) throw notFound("thing");
    return found;
  };
  const attachedTo = (arn: string) => [...things.values()].filter(({ principals }) => principals.has(arn));
  const bodyOf = ({ body }: Asked) => JSON.parse(body.toString() || "{}") as Body;
  const principalOf = ({ headers }: Asked) => String(headers["x-amzn-principal"]);

  /** `METHOD /path` with the one variable part as `*`, and the call's name. */
  const routes: Record<string, [string, (asked: Asked, name: string) => unknown]> = {
    "POST /things/*": [
      "CreateThing",
      (asked, name) => {
        const { attributes = {} } = bodyOf(asked).attributePayload ?? {};
        const known = things.get(name);
        if (known && JSON.stringify(known.attributes) !== JSON.stringify(attributes))
          throw new Fault(409, "ResourceAlreadyExistsException", "another thing has this name");
        if (!known) things.set(name, { attributes, principals: new Set() });
        return { thingName: name, thingArn: `arn:aws:iot:eu-central-1:1:thing/${name}` };
      },
    ],
    "POST /certificates": [
      "CreateCertificateFromCsr",
      (asked) => {
        let pem: string;
        try {
          pem = authority.signRequest(bodyOf(asked).certificateSigningRequest);
        } catch {
          throw new Fault(400, "InvalidRequestException", "CSR is invalid");
        }
        made += 1;
        const id = String(made).padStart(64, "0");
        const active = asked.query.get("setAsActive") === "true";
        const arn = `arn:aws:iot:eu-central-1:1:cert/${id}`;
        certificates.set(id, { id, arn, pem, active, policies: new Set() });
        return { certificateArn: arn, certificateId: id, certificatePem: pem };
      },
    ],
    "PUT /target-policies/*": [
      "AttachPolicy",
      (asked, policy) => void certificate(bodyOf(asked).target).policies.add(policy),
    ],
    "POST /target-policies/*": [
      "DetachPolicy",
      (asked, policy) => void certificate(bodyOf(asked).target).policies.delete(policy),
    ],
    "PUT /things/*/principals": [
      "AttachThingPrincipal",
      (asked, name) => void thing(name).principals.add(certificate(principalOf(asked)).arn),
    ],
    "DELETE /things/*/principals": [
      "DetachThingPrincipal",
      (asked, name) => {
        const { principals } = thing(name);
        if (lagging) lagging.push(() => principals.delete(principalOf(asked)));
        else principals.delete(principalOf(asked));
      },
    ],
    "GET /things/*/principals": ["ListThingPrincipals", (_, name) => ({ principals: [...thing(name).principals] })],
    "PUT /certificates/*": [
      "UpdateCertificate",
      ({ query }, id) => {
        certificate(id).active = query.get("newStatus") === "ACTIVE";
      },
    ],
    "DELETE /certificates/*": [
      "DeleteCertificate",
      ({ query }, id) => {
        const { active, arn, policies } = certificate(id);
        if (active) throw new Fault(406, "CertificateStateException", "the certificate is active");
        if (attachedTo(arn).length > 0 || (policies.size > 0 && query.get("forceDelete") !== "true"))
          throw new Fault(409, "DeleteConflictException", "something is attached");
        certificates.delete(id);
      },
    ],
    "DELETE /things/*": [
      "DeleteThing",
      (_, name) => {
        if ((things.get(name)?.principals.size ?? 0) > 0)
          throw new Fault(400, "InvalidRequestException", "principals are attached");
        // a thing that is not there is deleted with success (API reference)
        things.delete(name);
      },
    ],
    "DELETE /connections/*": ["DeleteConnection", (_, client) => void ended.push(client)],
  };

  function answer(asked: Asked): Answered {
    const parts = asked.path.split("/").map(decodeURIComponent);
    const name = parts[2];
    const path = name === undefined ? asked.path : ["", parts[1], "*", ...parts.slice(3)].join("/");
    const route = routes[`${asked.method} ${path}`];
    if (!route) throw new Error(`no such call: ${asked.method} ${asked.path}`);
    const [call, work] = route;
    const signer = signerOf(asked);
    const service = call === "DeleteConnection" ? "iotdata" : "iot";
    if (signer?.accessKeyId !== CREDENTIALS.accessKeyId || signer.service !== service)
      return json(403, { message: "not signed" }, { "x-amzn-errortype": "UnauthorizedException" });
    calls.push(call);
    const fault = () => json(400, { message: `${call} is refused` }, { "x-amzn-errortype": "UnauthorizedException" });
    if (failing.get(call) === "before") return fault();
    try {
      const result = work(asked, name ?? "");
      return failing.get(call) === "after" ? fault() : json(200, result ?? {});
    } catch (error) {
      if (error instanceof Fault) return error.answered;
      throw error;
    }
  }

  return {
    endpoint: await startEndpoint(t, answer),
    authority,
    certificates,
    things,
    calls,
    ended,
    failing,
    lag() {
      const late: (() => unknown)[] = [];
      lagging = late;
      return () => {
        lagging = undefined;
        for (const detach of late) detach();
      };
    },
    admits(clientId, pem) {
      const raw = new X509Certificate(pem).fingerprint256;
      return [...certificates.values()].some(
        ({ arn, active, policies, pem: own }) =>
          active &&
          policies.has(POLICY) &&
          things.get(clientId)?.principals.has(arn) === true &&
          new X509Certificate(own).fingerprint256 === raw,
      );
    },
  };
}
