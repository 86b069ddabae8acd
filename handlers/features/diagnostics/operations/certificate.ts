/** The certificate of the listeners. */
import { noContent, type Operation, operation, Problem } from "../../../kernel/operation.ts";
import { replaceCertificate } from "../replace-certificate.ts";
import { CertificateUpload } from "../schemas.ts";

export const certificateOperations: Operation[] = [
  operation(
    {
      method: "POST",
      path: "/admin/tls/certificate",
      role: "admin",
      // whoever listens has it: behind a gateway nobody here does
      served: "here",
      tag: "admin",
      operationId: "uploadTLSCertificate",
      summary: "Serve another certificate from now on (PEM, as a form); 503 where TLS is off",
      body: CertificateUpload,
      bodyMedia: "multipart/form-data",
      responses: { 204: null, 400: Problem, 503: Problem },
    },
    (scope) => replaceCertificate(scope, scope.identity, scope.body).then(() => noContent()),
  ),
];
