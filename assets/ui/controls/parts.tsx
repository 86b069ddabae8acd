/** What controls are made of. */
import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { t } from "../i18n/index.ts";
import { type Custom, customId, customOf, overlayOf } from "../state/live.ts";
import { may } from "../state/session.ts";
import type { Target } from "../state/write.ts";
import { invoke } from "../state/write.ts";
import { Icon, type IconName } from "../views/Icon.tsx";

export type State = Readonly<Record<string, unknown>>;

/** A custom data point as it is shown: with what was ordered and is not confirmed yet. */
export interface Shown {
  readonly target: Target;
  readonly custom: Custom;
  readonly state: State;
  /** Operations that the device takes now and that the user may use. */
  readonly can: (operation: string) => boolean;
  /** @param shown the state that is shown until it is confirmed */
  readonly run: (operation: string, params?: State, shown?: State) => Promise<boolean>;
}

/** `undefined` where it is gone. */
export function useShown(target: Target, name: string): Shown | undefined {
  const { central, address } = target;
  const shown = useComputed(() => {
    const custom = customOf(central, address, name).value;
    const overlay = overlayOf(customId(central, address, name)).value;
    return custom && { custom, state: { ...custom.state, ...overlay } as State };
  }).value;
  if (shown === undefined) return undefined;
  return {
    target,
    ...shown,
    can: (operation) => may("operator") && shown.custom.supported_operations.includes(operation),
    run: (operation, params = {}, state = {}) => invoke(target, name, operation, params, state),
  };
}

/** What was ordered and is not confirmed yet. @param id as the store of overlays knows it */
export const PendingMark = ({ id }: { readonly id: string }) =>
  overlayOf(id).value === undefined ? null : (
    <span class="pending" role="img" aria-label={t("tile.pending")} title={t("tile.pending")} />
  );

/** On or off; for who may only look, nothing: the words say it. */
export const Toggle = ({
  label,
  on,
  onChange,
}: {
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}) => (
  <button type="button" role="switch" class="toggle" aria-checked={on} aria-label={label} onClick={() => onChange(!on)}>
    <span />
  </button>
);

interface SliderProps {
  readonly label: string;
  /** 0 … 100, or the range that is given. `undefined`: it is not known. */
  readonly value: number | undefined;
  readonly min?: number;
  readonly max?: number;
  readonly step?: number;
  readonly unit?: string;
  readonly look?: string;
  readonly disabled?: boolean;
  /** When the hand lets go. */
  readonly onChange: (value: number) => void;
}

export const Slider = ({
  label,
  value,
  min = 0,
  max = 100,
  step = 1,
  unit = "%",
  look = "",
  disabled,
  onChange,
}: SliderProps) => (
  <label class="slider">
    <span class="slider-label">
      {label}
      <b>{value === undefined ? "–" : `${Math.round(value)}\u00a0${unit}`}</b>
    </span>
    <input
      type="range"
      aria-label={label}
      class={look}
      min={min}
      max={max}
      step={step}
      value={value ?? min}
      disabled={disabled}
      onChange={(event) => onChange(Number(event.currentTarget.value))}
    />
  </label>
);

export const IconButton = ({
  icon,
  label,
  onClick,
  disabled,
}: {
  readonly icon: IconName;
  readonly label: string;
  readonly onClick: () => void;
  readonly disabled?: boolean;
}) => (
  <button type="button" class="round" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
    <Icon name={icon} />
  </button>
);

interface ChoiceProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

/** One of several, by its label; empty while none of them holds. */
export const Choice = ({ label, value, options, onChange }: ChoiceProps) => (
  <label class="choice">
    <span>{label}</span>
    <select value={value ?? ""} onChange={(event) => onChange(event.currentTarget.value)}>
      {!options.some((option) => option.value === value) && <option value="">–</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  </label>
);

export const Row = ({ children }: { readonly children: ComponentChildren }) => <div class="row">{children}</div>;

/** A list of texts out of what a device tells of itself. */
export const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
export const numeric = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
