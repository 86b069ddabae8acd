/** Colours as browsers have them (`#rrggbb`) and as lights do (hue and saturation; how bright is another matter). */

/** `#rrggbb` of hue (0 … 360) and saturation (0 … 100) at full brightness. */
export function hexOf({ h, s }: { readonly h: number; readonly s: number }): string {
  const channel = (n: number) => {
    const k = (n + h / 60) % 6;
    const share = 1 - (s / 100) * Math.max(0, Math.min(k, 4 - k, 1));
    return Math.round(share * 255)
      .toString(16)
      .padStart(2, "0");
  };
  return `#${channel(5)}${channel(3)}${channel(1)}`;
}

/** Hue and saturation of `#rrggbb`, whole numbers. */
export function hueOf(hex: string): { h: number; s: number } {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const max = Math.max(r, g, b);
  const range = max - Math.min(r, g, b);
  if (max === 0 || range === 0) return { h: 0, s: 0 };
  const sixth = max === r ? (g - b) / range : max === g ? 2 + (b - r) / range : 4 + (r - g) / range;
  return { h: Math.round((sixth * 60 + 360) % 360), s: Math.round((range / max) * 100) };
}
