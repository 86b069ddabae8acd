/** Controls that act at home: they rest while the home is away. No dialog goes inside: it could not be closed. */
import type { ComponentChildren } from "preact";
import { away } from "../state/away.ts";

export const AtHome = ({ children }: { readonly children: ComponentChildren }) => (
  <fieldset class="at-home" role="presentation" disabled={away.value !== undefined}>
    {children}
  </fieldset>
);
