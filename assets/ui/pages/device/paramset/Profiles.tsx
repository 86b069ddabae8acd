/** What a link can be made to do in one go, in plain words; the single parameters stand below it. */
import { useSignal } from "@preact/signals";
import { language } from "../../../i18n/index.ts";
import { w } from "../words.ts";
import { profileValues, type Schema, type Values } from "./form-model.ts";

interface ProfilesProps {
  readonly schema: Schema;
  readonly values: Values;
  readonly disabled: boolean;
  readonly set: (values: Values) => Promise<void>;
}

export function Profiles({ schema, values, disabled, set }: ProfilesProps) {
  const chosen = useSignal<number | undefined>(undefined);
  const { profile } = schema;
  if (profile === undefined) return null;
  const shown = profile.raw.find(({ id }) => id === (chosen.value ?? profile.active_profile_id));
  return (
    <fieldset class="panel form-group">
      <legend>{w("profile.title")}</legend>
      <div class="profiles">
        {profile.raw.map((one) => (
          <label key={one.id} class="profile">
            <input
              type="radio"
              name="profile"
              disabled={disabled}
              checked={shown?.id === one.id}
              onChange={() => {
                chosen.value = one.id;
                void set(profileValues(one, values));
              }}
            />
            <span>
              <b>{one.name[language.value]}</b>
              {one.description && <small>{one.description[language.value]}</small>}
            </span>
          </label>
        ))}
      </div>
      {shown === undefined && <p class="dim">{w("profile.none")}</p>}
    </fieldset>
  );
}
