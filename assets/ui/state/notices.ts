/** Short notices at the edge of the page, and questions that have to be answered first. */
import { signal } from "@preact/signals";
import type { Problem } from "../../../adapters/client/index.ts";
import type { Key } from "../i18n/en.ts";
import { t } from "../i18n/index.ts";
import { detailOf } from "../i18n/reasons.ts";

export interface Notice {
  readonly id: number;
  readonly kind: "refusal" | "done";
  readonly text: string;
  /** The server's own words, for those who want to know more. */
  readonly detail?: string;
}

/** Notices at once; older ones go. */
const NOTICES_LIMIT = 4;
/** Milliseconds that good news stays. A refusal stays until it is dismissed or pushed out. */
const DONE_MS = 5_000;

export const notices = signal<readonly Notice[]>([]);
let lastId = 0;

export const dismiss = (id: number): void => {
  notices.value = notices.value.filter((notice) => notice.id !== id);
};

function tell(notice: Omit<Notice, "id">): number {
  lastId += 1;
  const same = notices.value.filter(({ text, detail }) => text !== notice.text || detail !== notice.detail);
  notices.value = [...same, { ...notice, id: lastId }].slice(-NOTICES_LIMIT);
  return lastId;
}

export function tellDone(text: string): void {
  const id = tell({ kind: "done", text });
  setTimeout(() => dismiss(id), DONE_MS);
}

const BY_STATUS: Readonly<Record<number, Key>> = {
  400: "refusal.invalid",
  401: "refusal.unauthorized",
  403: "refusal.forbidden",
  404: "refusal.gone",
  409: "refusal.conflict",
  422: "refusal.invalid",
  423: "refusal.locked",
  429: "refusal.many",
  501: "refusal.unsupported",
  502: "refusal.upstream",
  503: "refusal.unready",
};

/** The plain words for a problem. */
export function refusalKey({ status, code }: Pick<Problem, "status" | "code">): Key {
  if (code === "network") return "refusal.network";
  if (code === "timeout") return "refusal.timeout";
  return BY_STATUS[status] ?? "refusal.other";
}

/** @param what the name of the thing that was to change */
export function tellRefusal(what: string, problem: Problem): void {
  tell({ kind: "refusal", text: `${what}: ${t(refusalKey(problem))}`, detail: detailOf(problem) });
}

/** A refusal that has words of its own. */
export const tellWords = (text: string): void => void tell({ kind: "refusal", text });

export const tellRollback = (what: string): void =>
  void tell({ kind: "refusal", text: `${what}: ${t("refusal.rollback")}` });

// ---------------------------------------------------------------- questions

export interface Question {
  readonly text: string;
  readonly yes: string;
  readonly answer: (yes: boolean) => void;
}
export const question = signal<Question | undefined>(undefined);

/** Asks before something that cannot be taken back; a second question takes the place of the first. */
export function ask(text: string, yes: string): Promise<boolean> {
  question.value?.answer(false);
  return new Promise((resolve) => {
    question.value = {
      text,
      yes,
      answer: (answered) => {
        question.value = undefined;
        resolve(answered);
      },
    };
  });
}
