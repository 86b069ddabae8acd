import { ccuLoginOf } from "./ccu-login.ts";
import { readEnvironment } from "./environment.ts";
import { answersInBucket } from "./large-answers.ts";
import { iotPairing } from "./pairing.ts";
import { restFunction } from "./rest-function.ts";
import { publicProviders } from "./sign-on.ts";
import { openCloud } from "./site.ts";

export const handler = restFunction(
  await openCloud(readEnvironment(process.env), {
    pairing: iotPairing,
    identityProviders: publicProviders,
    largeAnswers: answersInBucket,
    ccuLogin: ccuLoginOf,
  }),
);
