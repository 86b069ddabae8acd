/** A file of the visitor's becomes a picture that is small enough to be kept. */
import { FILE_LIMIT, fitPicture, type Picture } from "./model.ts";

export type Refused = "large" | "none" | "dense";

const dataUrl = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });

/** A drawing without a size of its own (SVG) gets one. */
const DRAWN = 1600;

export async function readPicture(file: File): Promise<Picture | Refused> {
  if (file.size > FILE_LIMIT) return "large";
  const image = new Image();
  try {
    image.src = await dataUrl(file);
    await image.decode();
  } catch {
    return "none";
  }
  const size = { width: image.naturalWidth || DRAWN, height: image.naturalHeight || DRAWN };
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  if (pen === null) return "none";
  const picture = fitPicture(size, (width, height, quality) => {
    canvas.width = width;
    canvas.height = height;
    // what is transparent would be black in a JPEG
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, width, height);
    pen.drawImage(image, 0, 0, width, height);
    const webp = canvas.toDataURL("image/webp", quality);
    // a browser that cannot write WebP answers PNG, which knows no quality
    return webp.startsWith("data:image/webp") ? webp : canvas.toDataURL("image/jpeg", quality);
  });
  return picture ?? "dense";
}
