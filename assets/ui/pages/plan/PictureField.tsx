/** A picture is chosen, made smaller, and shown as it will be kept. */
import { useSignal } from "@preact/signals";
import { Field } from "../../parts/form.tsx";
import { FILE_LIMIT, PICTURE_LIMIT, type Picture } from "./model.ts";
import { type Refused, readPicture } from "./picture.ts";
import { w } from "./words.ts";

const MB = 1_000_000;
/** Bytes in a character of base64. */
const BASE64 = 0.75;
const SIZE = FILE_LIMIT / MB;
const KEPT = Math.floor((PICTURE_LIMIT * BASE64) / 1000);

interface PictureFieldProps {
  readonly isRequired?: boolean;
  /** `undefined`: what was chosen cannot be taken. */
  readonly onPicture: (picture: Picture | undefined) => void;
}

export function PictureField({ isRequired = false, onPicture }: PictureFieldProps) {
  const refused = useSignal<Refused | undefined>(undefined);
  const read = async (file: File | undefined) => {
    if (file === undefined) return;
    const picture = await readPicture(file);
    refused.value = typeof picture === "string" ? picture : undefined;
    onPicture(typeof picture === "string" ? undefined : picture);
  };
  return (
    <Field
      label={w("picture")}
      hint={w("picture.hint", { size: SIZE, kept: KEPT })}
      error={refused.value && w(`picture.${refused.value}`, { size: SIZE })}
    >
      {(tied) => (
        <input
          {...tied}
          type="file"
          accept="image/*"
          required={isRequired}
          onChange={(event) => void read(event.currentTarget.files?.[0])}
        />
      )}
    </Field>
  );
}
