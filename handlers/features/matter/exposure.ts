/** What names a row of the exposure list: central and address, so that devices of two CCUs never meet. */
export const EXPOSURE_KINDS = ["custom", "generic", "calculated", "combined", "measurement"] as const;
export type ExposureKind = (typeof EXPOSURE_KINDS)[number];

export interface ExposureKey {
  readonly central: string;
  readonly device: string;
  /** 0 also for the device itself. */
  readonly channel: number;
  readonly kind: ExposureKind;
  /** Parameter, or name of the custom or calculated data point. */
  readonly name: string;
}
