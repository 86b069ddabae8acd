/** How people may log in besides name and password here: the settings themselves are those of the one schema. */
import { linkTo } from "../../model/route.ts";
import { useResource } from "../../parts/resource.ts";
import { Read } from "../../parts/states.tsx";
import { client } from "../../state/session.ts";
import { w } from "./words.ts";

export function SignOn() {
  const settings = useResource(() => client.GET("/auth/oidc/settings"), []);
  return (
    <div class="stack">
      <section class="panel stack">
        <h2>{w("signon")}</h2>
        <Read of={settings}>
          {({ enabled, issuer }) => (
            <p>{enabled === true ? w("signon.on", { issuer: String(issuer ?? "") }) : w("signon.off")}</p>
          )}
        </Read>
        <p>
          <a class="button" href={linkTo("settings", "north.rest.auth.oidc")}>
            {w("signon.edit")}
          </a>
        </p>
      </section>
      <section class="panel stack">
        <h2>{w("signon.ccu")}</h2>
        <p>{w("signon.ccu.text")}</p>
        <p>
          <a class="button" href={linkTo("settings", "north.rest.auth.ccu")}>
            {w("signon.ccu.edit")}
          </a>
        </p>
      </section>
    </div>
  );
}
