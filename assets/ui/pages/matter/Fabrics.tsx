/** Who has the home already. */

import type { Schemas } from "../../../../adapters/client/index.ts";
import { useResource } from "../../parts/resource.ts";
import { Read } from "../../parts/states.tsx";
import { ask, tellDone } from "../../state/notices.ts";
import { client, may } from "../../state/session.ts";
import { busy, whileBusy } from "../../state/write.ts";
import { t } from "./words.ts";

type Fabric = Schemas["MatterFabric"];

const titleOf = ({ vendor_name, vendor_id, label }: Fabric): string =>
  [vendor_name ?? t("fabric.vendor", { id: `0x${vendor_id.toString(16).toUpperCase().padStart(4, "0")}` }), label]
    .filter(Boolean)
    .join(" · ");

async function revoke(fabric: Fabric, isLast: boolean): Promise<boolean> {
  const name = titleOf(fabric);
  const question = t(isLast ? "fabric.revoke.last" : "fabric.revoke.ask", { name });
  if (!(await ask(question, t("fabric.revoke")))) return false;
  const done = await whileBusy(`matter/fabric/${fabric.fabric_index}`, name, () =>
    client.DELETE("/matter/fabrics/{id}", { params: { path: { id: fabric.fabric_index } } }),
  );
  if (done) tellDone(t("done.revoked", { name }));
  return done;
}

export function Fabrics({ moved }: { readonly moved: number }) {
  const fabrics = useResource(() => client.GET("/matter/fabrics"), [moved]);
  return (
    <section class="group">
      <h2>{t("fabrics.title")}</h2>
      <Read of={fabrics}>
        {({ fabrics: all }) =>
          all.length === 0 ? (
            <p class="dim">{t("fabrics.none")}</p>
          ) : (
            <ul class="rows">
              {all.map((fabric) => (
                <li key={fabric.fabric_index}>
                  <div>
                    <b>{titleOf(fabric)}</b>
                    <small>{t("fabric.node", { id: fabric.node_id_hex ?? String(fabric.node_id) })}</small>
                  </div>
                  {may("admin") && (
                    <button
                      type="button"
                      disabled={busy.value.has(`matter/fabric/${fabric.fabric_index}`)}
                      aria-label={t("fabric.revoke.named", { name: titleOf(fabric) })}
                      onClick={async () => {
                        if (await revoke(fabric, all.length === 1)) await fabrics.reload();
                      }}
                    >
                      {t("fabric.revoke")}
                    </button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Read>
    </section>
  );
}
