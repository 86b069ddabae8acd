/** A zone that is disarmed: the modes it can be armed in, and what is in the way of each. */
import { useSignal } from "@preact/signals";
import { type ModeChoice, modesOf, type Zone } from "../../model/alarm.ts";
import { linkTo } from "../../model/route.ts";
import { Check } from "../../parts/form.tsx";
import { ask } from "../../state/notices.ts";
import { Icon } from "../../views/Icon.tsx";
import { type ArmWish, arm } from "./actions.ts";
import { sensorName } from "./names.ts";
import { t } from "./words.ts";

const ModeButton = ({
  choice,
  isOpen,
  onClick,
  isBusy,
}: {
  readonly choice: ModeChoice;
  readonly isOpen: boolean;
  readonly onClick: () => void;
  readonly isBusy: boolean;
}) => (
  <button
    type="button"
    class={`mode ${choice.isReady ? "ready" : "blocked"}`}
    disabled={isBusy}
    aria-expanded={choice.isReady ? undefined : isOpen}
    onClick={onClick}
  >
    <b>{t(`mode.${choice.mode}`)}</b>
    <span>
      {choice.isReady
        ? t("arm.ready")
        : t(choice.blockers.length === 1 ? "arm.blocked.one" : "arm.blocked", { count: choice.blockers.length })}
    </span>
  </button>
);

interface BlockersProps {
  readonly choice: ModeChoice;
  readonly isBusy: boolean;
  readonly onArm: (wish: Pick<ArmWish, "bypass" | "force">) => void;
}

/** Each can be left out by itself; all at once only after a question. */
function Blockers({ choice, isBusy, onArm }: BlockersProps) {
  const left = useSignal<readonly string[]>([]);
  const isAll = choice.blockers.every((id) => left.value.includes(id));
  const force = async () => {
    const names = choice.blockers.map(sensorName).join(", ");
    if (await ask(t("arm.force.ask", { names }), t("arm.force"))) onArm({ force: true });
  };
  return (
    <section class="blockers" aria-label={t("arm.inway")}>
      <p>{t("arm.inway.text")}</p>
      <ul>
        {choice.blockers.map((id) => (
          <li key={id}>
            <Check
              label={t("arm.leaveout", { name: sensorName(id) })}
              checked={left.value.includes(id)}
              onChange={(on) => {
                left.value = on ? [...left.value, id] : left.value.filter((one) => one !== id);
              }}
            />
          </li>
        ))}
      </ul>
      <div class="row">
        <button
          type="button"
          class="primary"
          disabled={isBusy || !isAll}
          onClick={() => onArm({ bypass: choice.blockers })}
        >
          {t("arm.without")}
        </button>
        <button type="button" disabled={isBusy} onClick={() => void force()}>
          {t("arm.force")}
        </button>
      </div>
    </section>
  );
}

export function Arming({ zone }: { readonly zone: Zone }) {
  const opened = useSignal<string | undefined>(undefined);
  const isAtOnce = useSignal(false);
  const isBusy = useSignal(false);
  const choices = modesOf(zone);
  const order = async (wish: Omit<ArmWish, "code" | "skipDelay">) => {
    isBusy.value = true;
    const blockers = await arm(zone, { ...wish, code: "", skipDelay: isAtOnce.value });
    opened.value = blockers === undefined ? undefined : wish.mode;
    isBusy.value = false;
  };
  if (choices.length === 0)
    return (
      <p class="dim">
        {t("arm.nomodes")} <a href={linkTo("alarm", "setup", zone.id)}>{t("tab.setup")}</a>
      </p>
    );
  const open = choices.find(({ mode, isReady }) => mode === opened.value && !isReady);
  const warnings = [...new Set(choices.flatMap((choice) => choice.warnings))];
  return (
    <div class="arm-form">
      <div class="modes">
        {choices.map((choice) => (
          <ModeButton
            key={choice.mode}
            choice={choice}
            isOpen={opened.value === choice.mode}
            isBusy={isBusy.value || zone.walktest_active}
            onClick={() => {
              if (choice.isReady) void order({ mode: choice.mode });
              else opened.value = opened.value === choice.mode ? undefined : choice.mode;
            }}
          />
        ))}
      </div>
      {open && (
        <Blockers
          key={open.mode}
          choice={open}
          isBusy={isBusy.value}
          onArm={(wish) => void order({ mode: open.mode, ...wish })}
        />
      )}
      {warnings.length > 0 && (
        <p class="small">
          <Icon name="alert" /> {t("arm.warnings", { names: warnings.map(sensorName).join(", ") })}
        </p>
      )}
      <Check
        label={t("arm.atonce")}
        checked={isAtOnce.value}
        onChange={(on) => {
          isAtOnce.value = on;
        }}
      />
    </div>
  );
}
