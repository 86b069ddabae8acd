/** A new floor: its name and its picture. */
import { useSignal } from "@preact/signals";
import { linkTo } from "../../model/route.ts";
import { KeepDialog } from "../../parts/KeepDialog.tsx";
import { client } from "../../state/session.ts";
import { busy, whileBusy } from "../../state/write.ts";
import { bodyOf, type Picture } from "./model.ts";
import { PictureField } from "./PictureField.tsx";
import { w } from "./words.ts";

interface NewFloorProps {
  readonly onClose: () => void;
  readonly onMade: () => Promise<void>;
}

export function NewFloor({ onClose, onMade }: NewFloorProps) {
  const picture = useSignal<Picture | undefined>(undefined);
  const make = async (name: string, isShared: boolean) => {
    if (picture.value === undefined) return;
    const body = bodyOf({ name, isShared, picture: picture.value, places: [] });
    let id: string | undefined;
    const done = await whileBusy("plan", name, async () => {
      const made = await client.POST("/diagrams", { body });
      id = made.data?.id;
      return made;
    });
    if (!done || id === undefined) return;
    await onMade();
    onClose();
    location.hash = linkTo("plan", id, "edit");
  };
  return (
    <KeepDialog
      title={w("add")}
      labels={{ name: w("name"), share: w("share"), save: w("save") }}
      isShared={true}
      isOff={picture.value === undefined || busy.value.has("plan")}
      onSave={make}
      onClose={onClose}
    >
      <PictureField
        isRequired={true}
        onPicture={(found) => {
          picture.value = found;
        }}
      />
      {picture.value && <img class="plan-preview" src={picture.value.url} alt="" />}
    </KeepDialog>
  );
}
