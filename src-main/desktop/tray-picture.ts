/** What the icon in the tray tells. */
export interface TrayPicture {
  /** Processor use, 0 to 1; `null` where there is none to tell. */
  readonly cpuShare: number | null;
  readonly level: 'ok' | 'warn' | 'critical';
  /** False where nothing is known of the server: the icon fades. */
  readonly isLive: boolean;
}

/** Red, green, blue from 0 to 255, and how much it covers, 0 to 1. */
export type Ink = readonly [red: number, green: number, blue: number, cover: number];

/** The colours of an icon. */
export interface TrayInks {
  /** Of the pulse and of the bar. */
  readonly line: Ink;
  /** A rim around the lines, for a ground of unknown colour; `null` for none. */
  readonly rim: Ink | null;
}

type Point = readonly [x: number, y: number];

/** The picture is drawn on a square of so many units. */
const side = 22;
/** The beat of a pulse, left of the bar. */
const pulse: readonly Point[] = [
  [1.5, 12],
  [4.8, 12],
  [7.3, 5],
  [10.6, 18.5],
  [12.8, 12],
  [15, 12],
];
const bar = { left: 17, right: 20.5, top: 2.5, bottom: 19.5 } as const;
/** Steps of the bar; finer ones could not be seen and would only cost drawing. */
const steps = 12;
const halfLine = 1.1;
const rimWidth = 1.1;
const badgeInks = { warn: [245, 166, 35, 1], critical: [229, 72, 77, 1] } as const;
const badge = { x: 16.5, y: 5.5, radius: 5 } as const;
const samples = 3;

/** Equal names mean equal pictures. */
export function pictureName({ cpuShare, level, isLive }: TrayPicture): string {
  return [cpuShare === null ? 'none' : stepOf(cpuShare), level, isLive].join();
}

/**
 * Draws it: a pulse, a bar as high as the processor is busy, and over them, by shape as well as by colour, a triangle for a
 * warning or an octagon for what is critical.
 * @returns pixels by rows, blue, green, red and cover, premultiplied
 */
export function drawTray(picture: TrayPicture, inks: TrayInks, sizePx: number): Buffer {
  const pixels = Buffer.alloc(sizePx * sizePx * 4);
  for (let row = 0; row < sizePx; row += 1) {
    for (let column = 0; column < sizePx; column += 1) {
      const [red, green, blue, cover] = mixAt(picture, inks, column, row, side / sizePx);
      pixels.set([blue, green, red, cover].map(Math.round), (row * sizePx + column) * 4);
    }
  }
  return pixels;
}

/** The mean of some points of a pixel: premultiplied colours and cover, 0 to 255. */
function mixAt(picture: TrayPicture, inks: TrayInks, column: number, row: number, unit: number): Ink {
  let [red, green, blue, cover] = [0, 0, 0, 0];
  const fade = picture.isLive ? 1 : 0.4;
  for (let i = 0; i < samples * samples; i += 1) {
    const x = (column + ((i % samples) + 0.5) / samples) * unit;
    const y = (row + (Math.floor(i / samples) + 0.5) / samples) * unit;
    const ink = inkAt(picture, inks, x, y);
    if (ink === null) continue;
    const share = (ink[3] * fade) / (samples * samples);
    red += ink[0] * share;
    green += ink[1] * share;
    blue += ink[2] * share;
    cover += 255 * share;
  }
  return [red, green, blue, cover];
}

/** The ink of the topmost shape at a point. */
function inkAt({ cpuShare, level }: TrayPicture, { line, rim }: TrayInks, x: number, y: number): Ink | null {
  if (level !== 'ok') {
    const away = level === 'warn' ? outsideTriangle(x, y) : outsideOctagon(x, y);
    if (away <= 0) return badgeInks[level];
    // A gap, so that the shape stands free of what is below it.
    if (away <= 1) return null;
  }
  const toBar = outsideBar(x, y);
  const toPulse = outsidePulse(x, y);
  if (toPulse <= 0) return line;
  if (toBar <= 0) {
    const full = bar.bottom - ((cpuShare === null ? 0 : stepOf(cpuShare)) / steps) * (bar.bottom - bar.top);
    return y >= full ? line : faint(line);
  }
  return rim !== null && Math.min(toBar, toPulse) <= rimWidth ? rim : null;
}

function stepOf(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * steps);
}

function faint([red, green, blue, cover]: Ink): Ink {
  return [red, green, blue, cover * 0.35];
}

function outsideBar(x: number, y: number): number {
  const across = Math.max(bar.left - x, x - bar.right, 0);
  const down = Math.max(bar.top - y, y - bar.bottom, 0);
  return Math.hypot(across, down);
}

function outsidePulse(x: number, y: number): number {
  let nearest = Infinity;
  pulse.forEach(([endX, endY], index) => {
    const [startX, startY] = pulse[index - 1] ?? [endX, endY];
    const [alongX, alongY] = [endX - startX, endY - startY];
    const length = alongX * alongX + alongY * alongY;
    const at = length === 0 ? 0 : ((x - startX) * alongX + (y - startY) * alongY) / length;
    const part = Math.min(1, Math.max(0, at));
    nearest = Math.min(nearest, Math.hypot(x - startX - part * alongX, y - startY - part * alongY));
  });
  return nearest - halfLine;
}

/** How far a point lies outside of a triangle that stands on its side; negative within. */
function outsideTriangle(x: number, y: number): number {
  const across = Math.abs(x - badge.x);
  const down = y - badge.y;
  const height = badge.radius * 0.5;
  return Math.max(down - badge.radius * 0.75, across * 0.87 - down * 0.5 - height - 0.4);
}

function outsideOctagon(x: number, y: number): number {
  const across = Math.abs(x - badge.x);
  const down = Math.abs(y - badge.y);
  return Math.max(across, down, (across + down) * Math.SQRT1_2) - badge.radius * 0.9;
}
