import { Field } from "../../parts/form.tsx";
import type { Role } from "../../state/session.ts";
import { w } from "./words.ts";

const ROLES: readonly Role[] = ["viewer", "operator", "admin"];

interface RoleSelectProps {
  readonly role: Role;
  readonly onChange: (role: Role) => void;
  /** Above it; where there is no room, {@link named} says the same to those who cannot see. */
  readonly label?: string;
  readonly named?: string;
  readonly withHint?: boolean;
}

export function RoleSelect({ role, onChange, label, named, withHint = false }: RoleSelectProps) {
  const select = (tied: object) => (
    <select {...tied} aria-label={named} value={role} onChange={(event) => onChange(event.currentTarget.value as Role)}>
      {ROLES.map((one) => (
        <option key={one} value={one}>
          {w(`role.${one}`)}
        </option>
      ))}
    </select>
  );
  if (label === undefined) return select({});
  return (
    <Field label={label} hint={withHint ? w(`role.${role}.text`) : undefined}>
      {select}
    </Field>
  );
}
