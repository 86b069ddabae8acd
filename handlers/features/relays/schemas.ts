/** Pairing of relays. Not part of the published contract. */
import * as z from "zod";

export const RelayId = z.string().min(1).max(64);
/** A PEM block is a few KB at most. */
const Pem = z.string().min(1).max(8192);

export const RelayCreate = z
  .strictObject({ name: z.string().trim().min(1).max(80).optional() })
  .meta({ id: "RelayCreate", description: "A relay that is to be paired" });

export const RelayPair = z
  .strictObject({
    code: z.string().min(1).max(200),
    public_key: Pem.meta({ description: "SPKI, PEM" }),
    csr: Pem.optional().meta({ description: "PKCS #10, PEM; needed where the broker wants certificates" }),
  })
  .meta({ id: "RelayPair" });

export const RelayPaired = z
  .strictObject({
    site: z.string(),
    broker_url: z.string(),
    client_id: z.string(),
    pairing: z.int(),
    epoch: z.int(),
    username: z.string().optional(),
    password: z.string().optional(),
    certificate: z.string().optional(),
    ca: z.string().optional(),
  })
  .meta({ id: "RelayPaired", description: "What the relay needs to connect; secrets in it are shown only now" });
