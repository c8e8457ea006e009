import { describe, expect, test } from 'vitest';
import { drawTray, pictureName, type TrayPicture } from '../../../src-main/desktop/tray-picture.ts';

const calm: TrayPicture = { cpuShare: 0.5, level: 'ok', isLive: true };
const inks = { line: [240, 242, 246, 1], rim: null } as const;
const sizePx = 44;

/** How much of the icon is covered, in pixels, within a rectangle of it. */
function cover(picture: TrayPicture, left: number, top: number, right: number, bottom: number): number {
  const pixels = drawTray(picture, inks, sizePx);
  let sum = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) sum += (pixels[(y * sizePx + x) * 4 + 3] ?? 0) / 255;
  }
  return sum;
}

const wholeBar = [34, 5, 41, 39] as const;

describe('the picture in the tray', () => {
  test('has a bar that grows with the processor', () => {
    const heights = [0, 0.25, 0.5, 0.75, 1].map((cpuShare) => cover({ ...calm, cpuShare }, ...wholeBar));
    expect(heights).toEqual(heights.toSorted((a, b) => a - b));
    expect(heights[4]).toBeGreaterThan((heights[0] ?? 0) * 2);
  });

  test('is the same picture for values that look the same, and only for those', () => {
    expect(pictureName({ ...calm, cpuShare: 0.501 })).toBe(pictureName(calm));
    const others = [
      { cpuShare: 0.7 },
      { cpuShare: null },
      { level: 'warn' },
      { level: 'critical' },
      { isLive: false },
    ] as const;
    const pictures = [calm, ...others.map((other) => ({ ...calm, ...other }))];
    expect(new Set(pictures.map(pictureName)).size).toBe(pictures.length);
    expect(new Set(pictures.map((one) => drawTray(one, inks, sizePx).toString('base64'))).size).toBe(pictures.length);
  });

  test('tells warning and critical apart by shape, where a system takes only that', () => {
    const shape = (level: TrayPicture['level']) => {
      const pixels = drawTray({ ...calm, level }, inks, sizePx);
      return Array.from({ length: sizePx * sizePx }, (_, index) =>
        (pixels[index * 4 + 3] ?? 0) > 127 ? '#' : '.',
      ).join('');
    };
    expect(new Set([shape('ok'), shape('warn'), shape('critical')]).size).toBe(3);
  });

  test('fades where nothing is known of the server, and is premultiplied', () => {
    expect(cover({ ...calm, isLive: false }, 0, 0, sizePx, sizePx)).toBeLessThan(
      cover(calm, 0, 0, sizePx, sizePx) * 0.5,
    );
    const pixels = drawTray(calm, inks, sizePx);
    for (let i = 0; i < pixels.length; i += 4) {
      expect(Math.max(pixels[i] ?? 0, pixels[i + 1] ?? 0, pixels[i + 2] ?? 0)).toBeLessThanOrEqual(pixels[i + 3] ?? 0);
    }
  });
});
