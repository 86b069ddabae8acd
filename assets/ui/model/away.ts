/** Whether a home that is seen through the cloud is away, and how old what is shown is. */

export interface Away {
  /** `undefined`: it is not known. */
  readonly ageSeconds: number | undefined;
}

/**
 * What `/health` says of the home: the cloud tells an age with it, and a component `relay` while that is away; a server at
 * home tells neither.
 * @param age the header that says how many seconds old what the cloud knows may be
 */
export function awayFrom(
  components: readonly { readonly name: string; readonly status: string }[],
  age: string | null,
): { readonly isRemote: boolean; readonly away: Away | undefined } {
  const relay = components.find(({ name }) => name === "relay");
  if (relay === undefined || relay.status === "healthy")
    return { isRemote: relay !== undefined || age !== null, away: undefined };
  const seconds = Number(age ?? Number.NaN);
  return { isRemote: true, away: { ageSeconds: Number.isFinite(seconds) && seconds > 0 ? seconds : undefined } };
}
