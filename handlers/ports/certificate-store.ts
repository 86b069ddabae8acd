/** The certificate with which this process serves TLS. */
export interface CertificateStore {
  /**
   * Takes the place of the present one, for new connections and for the next start. PEM texts.
   * `{ invalid }` says why the pair cannot be used; then nothing has changed.
   */
  replace(cert: string, key: string): Promise<{ invalid: string } | undefined>;
}
