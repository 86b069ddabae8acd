/** A paramset as a form, named as in the API's answer (device-model 5.4). */
import type { VisibilityRule } from "./conditions.ts";
import type { KeypressGroup } from "./link-parameters.ts";
import type { CrossRule } from "./rules.ts";
import type { TimePreset } from "./times.ts";

export interface FormField {
  name: string;
  label: string;
  help?: string;
  type: string;
  unit?: string;
  min?: unknown;
  max?: unknown;
  default?: unknown;
  /** `value`: index in the CCU's list, `key`: as the CCU spells it. */
  value_list?: { value: number; key: string; label: string }[];
  operations: { read: boolean; write: boolean; event: boolean; determine?: boolean };
  flags: { visible: boolean; internal: boolean; service: boolean };
  control?: string;
  /** In wire scale; null while nothing is known. */
  value: unknown;
  observed: boolean;
  /** ISO time. */
  modified_at?: string;
  group_id: string;
  /** Of a link's parameter: time, level, action … */
  category?: string;
  keypress_group?: KeypressGroup;
  display_as_percent: boolean;
  /** The value times the multiplier. */
  display_value?: number;
  multiplier?: number;
  has_last_value?: boolean;
  hidden_by_default: boolean;
  /** The same for the two parameters of one time. */
  time_pair_id?: string;
  time_selector_type?: string;
  time_presets?: TimePreset[];
  /** Values with a name of their own, some outside min and max. */
  presets?: { label: string; value: unknown }[];
  allow_custom_value?: boolean;
  subset_group_id?: string;
}

/** Parameters that are set together by choosing one of the options. */
export interface FormSubset {
  id: string;
  label: string;
  member_params: string[];
  current_option_id?: number;
  options: { id: number; label: string; values: Record<string, unknown> }[];
}

export interface Form {
  channel: {
    address: string;
    /** -1: the device itself. */
    number: number;
    type: string;
    label: string;
    device_address: string;
    paramset: "VALUES" | "MASTER" | "LINK";
  };
  groups: { id: string; label: string; parameters: string[] }[];
  parameter_order: string[];
  parameters: FormField[];
  visibility: VisibilityRule[];
  cross_validations: CrossRule[];
  subset_groups: FormSubset[];
  /** Path of the device's picture. */
  device_icon: string;
}
