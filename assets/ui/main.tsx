/** The dashboard: what people see of their home. */
import { render } from "preact";
import { followAddress } from "./state/route.ts";
import { findOut } from "./state/session.ts";
import "./state/theme.ts";
import { t } from "./i18n/index.ts";
import { PAGES } from "./pages/index.ts";
import { tellRefusal } from "./state/notices.ts";
import { Shell } from "./views/Shell.tsx";

/** Milliseconds until a server that does not answer is asked again who is here. */
const AGAIN_MS = 5_000;

async function enter(): Promise<void> {
  const problem = await findOut();
  if (problem === undefined || problem.status === 401) return;
  tellRefusal(t("app.name"), problem);
  setTimeout(() => void enter(), AGAIN_MS);
}

followAddress(new Set(PAGES.map(({ path }) => path)));
render(<Shell />, document.getElementById("app")!);
void enter();
