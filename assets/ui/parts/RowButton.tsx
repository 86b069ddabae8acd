/** What can be done with a row of a list, as an icon: its words are for those who cannot see it, and for who points at it. */
import { Glyph } from "../views/Icon.tsx";

interface RowButtonProps {
  /** Path of an icon of `@mdi/js`. */
  readonly icon: string;
  /** With the name of the row's thing. */
  readonly label: string;
  readonly onClick: () => void;
  /** What cannot be taken back. */
  readonly isDanger?: boolean;
  readonly disabled?: boolean;
}

export const RowButton = ({ icon, label, onClick, isDanger = false, disabled = false }: RowButtonProps) => (
  <button
    type="button"
    class={`quiet round${isDanger ? " danger" : ""}`}
    aria-label={label}
    title={label}
    disabled={disabled}
    onClick={onClick}
  >
    <Glyph path={icon} />
  </button>
);
