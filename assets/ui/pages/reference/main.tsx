/** The API reference: a page of its own, readable without a login, so that nobody else loads what it needs. */
import { render } from "preact";
import { findOut } from "../../state/session.ts";
import "../../state/theme.ts";
import { Reference } from "./Reference.tsx";

render(<Reference />, document.getElementById("app")!);
void findOut();
