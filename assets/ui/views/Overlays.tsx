/** Notices at the edge, and the question that has to be answered first. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n/index.ts";
import { dismiss, notices, question } from "../state/notices.ts";
import { Icon } from "./Icon.tsx";

export const Notices = () => (
  <section class="notices" aria-label={t("toast.list")} aria-live="polite">
    {notices.value.map(({ id, kind, text, detail }) => (
      <div key={id} class={`notice ${kind}`} role={kind === "refusal" ? "alert" : "status"}>
        <Icon name={kind === "refusal" ? "alert" : "check"} />
        <div>
          {text}
          {detail && <small>{detail}</small>}
        </div>
        <button type="button" class="quiet" aria-label={t("toast.dismiss")} onClick={() => dismiss(id)}>
          <Icon name="close" />
        </button>
      </div>
    ))}
  </section>
);

export function Confirmation() {
  const dialog = useRef<HTMLDialogElement>(null);
  const asked = question.value;
  useEffect(() => {
    if (asked) dialog.current?.showModal();
    else dialog.current?.close();
  }, [asked]);
  return (
    <dialog ref={dialog} aria-label={asked?.text} onCancel={() => asked?.answer(false)}>
      {asked && (
        <>
          <p>{asked.text}</p>
          <div class="row end">
            <button type="button" onClick={() => asked.answer(false)}>
              {t("confirm.cancel")}
            </button>
            <button type="button" class="primary" onClick={() => asked.answer(true)}>
              {asked.yes}
            </button>
          </div>
        </>
      )}
    </dialog>
  );
}
