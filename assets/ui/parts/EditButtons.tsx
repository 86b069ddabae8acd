/** A row of a list that can be changed, and taken away for good. */
import { mdiPencilOutline, mdiTrashCanOutline } from "@mdi/js";
import { RowButton } from "./RowButton.tsx";

interface EditButtonsProps {
  /** With the name of the row's thing. */
  readonly labels: { readonly edit: string; readonly remove: string };
  readonly disabled?: boolean;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

export const EditButtons = ({ labels, disabled = false, onEdit, onRemove }: EditButtonsProps) => (
  <>
    <RowButton icon={mdiPencilOutline} label={labels.edit} disabled={disabled} onClick={onEdit} />
    <RowButton icon={mdiTrashCanOutline} label={labels.remove} disabled={disabled} onClick={onRemove} isDanger />
  </>
);
