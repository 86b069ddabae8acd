/**
 * Certificates of relays in AWS IoT Core. Each pairing has a thing of its own, whose attribute names the site: the policy
 * of all relays (infra/stack-broker.ts) takes from it whom the certificate may speak for.
 */
import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateCertificateFromCsrCommand,
  CreateThingCommand,
  DeleteCertificateCommand,
  DeleteThingCommand,
  DetachPolicyCommand,
  DetachThingPrincipalCommand,
  type IoTClient,
  ListThingPrincipalsCommand,
  UpdateCertificateCommand,
} from "@aws-sdk/client-iot";

/** Attribute of a thing: the site that it may speak for. */
const SITE_ATTRIBUTE = "site";

export interface Certificate {
  /** PEM. */
  pem: string;
  arn: string;
}

export interface Things {
  /** Makes the thing, or finds the one that an attempt before this one made. */
  createThing(name: string, site: string): Promise<void>;
  /** Active, but of no use until it is attached. A second call makes a second certificate. */
  createCertificate(csr: string): Promise<Certificate>;
  /** From here on a relay can connect with it. */
  attach(name: string, certificateArn: string): Promise<void>;
  /** ARNs of the certificates of a thing. */
  certificatesOf(name: string): Promise<string[]>;
  /** AWS IoT ends connections made with it within minutes; new ones are refused at once. */
  deactivate(certificateArn: string): Promise<void>;
  /**
   * Removes a certificate that is deactivated, whatever of it is left. Detaching takes AWS IoT some seconds: until then
   * it refuses to remove the certificate and the thing, and the caller comes again.
   */
  remove(name: string, certificateArn: string): Promise<void>;
  /** Removes a thing that has no certificates. */
  removeThing(name: string): Promise<void>;
}

/** `…:cert/<id>`. */
const idOf = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);

/** What is gone need not be removed. */
async function unlessGone(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if ((error as Error).name !== "ResourceNotFoundException") throw error;
  }
}

/** @param policy name of the policy of all relays */
export function createThings(client: IoTClient, policy: string): Things {
  return {
    async createThing(thingName, site) {
      // the same call once more is no error (API reference, CreateThing)
      await client.send(
        new CreateThingCommand({ thingName, attributePayload: { attributes: { [SITE_ATTRIBUTE]: site } } }),
      );
    },
    async createCertificate(csr) {
      const made = await client.send(
        new CreateCertificateFromCsrCommand({ certificateSigningRequest: csr, setAsActive: true }),
      );
      if (!made.certificatePem || !made.certificateArn) throw new Error("AWS IoT answered without a certificate");
      return { pem: made.certificatePem, arn: made.certificateArn };
    },
    async attach(thingName, arn) {
      await client.send(new AttachPolicyCommand({ policyName: policy, target: arn }));
      await client.send(new AttachThingPrincipalCommand({ thingName, principal: arn }));
    },
    async certificatesOf(thingName) {
      try {
        return (await client.send(new ListThingPrincipalsCommand({ thingName }))).principals ?? [];
      } catch (error) {
        if ((error as Error).name === "ResourceNotFoundException") return [];
        throw error;
      }
    },
    deactivate: (arn) =>
      unlessGone(client.send(new UpdateCertificateCommand({ certificateId: idOf(arn), newStatus: "INACTIVE" }))),
    async remove(thingName, arn) {
      await unlessGone(client.send(new DetachThingPrincipalCommand({ thingName, principal: arn })));
      await unlessGone(client.send(new DetachPolicyCommand({ policyName: policy, target: arn })));
      await unlessGone(client.send(new DeleteCertificateCommand({ certificateId: idOf(arn), forceDelete: true })));
    },
    removeThing: (thingName) => unlessGone(client.send(new DeleteThingCommand({ thingName }))),
  };
}
