/** For how long a message shall not be seen: by oneself, or by nobody any more. */
import { t } from "../i18n/index.ts";
import { type Kind, MUTE_DAYS } from "../model/messages.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { away } from "../state/away.ts";
import { fullTitle, type Message, muteFor, type Service, suppress } from "../state/messages.ts";
import { may } from "../state/session.ts";

interface MuteDialogProps {
  readonly kind: Kind;
  readonly one: Message;
  readonly onClose: () => void;
}

export const MuteDialog = ({ kind, one, onClose }: MuteDialogProps) => (
  <Dialog title={t("messages.mute.named", { name: fullTitle(one) })} onClose={onClose}>
    <div class="stack">
      <p>{t("messages.mute.own")}</p>
      <div class="row">
        {MUTE_DAYS.map((days) => (
          <button
            key={days}
            type="button"
            onClick={() => {
              onClose();
              void muteFor(kind, one, days);
            }}
          >
            {t(`messages.mute.${days}`)}
          </button>
        ))}
      </div>
      {kind === "service" && may("operator") && (
        <>
          <p>{t("messages.mute.all.text")}</p>
          <div class="row">
            <button
              type="button"
              class="danger"
              disabled={away.value !== undefined}
              onClick={() => {
                onClose();
                void suppress(one as Service);
              }}
            >
              {t("messages.mute.all")}
            </button>
          </div>
        </>
      )}
      <div class="row end">
        <button type="button" onClick={onClose}>
          {t("confirm.cancel")}
        </button>
      </div>
    </div>
  </Dialog>
);
