/** Sessions of sites on a client of AWS STS. */
import { STSClient, type STSClientConfig } from "@aws-sdk/client-sts";
import { createSiteSessions, type SessionCredentials, type SiteSessionOptions } from "./sessions.ts";

/** @param config empty: what the environment says */
export const openSiteSessions = (
  config: STSClientConfig,
  options: Omit<SiteSessionOptions, "client">,
): ((site: string) => Promise<SessionCredentials>) => createSiteSessions({ ...options, client: new STSClient(config) });
