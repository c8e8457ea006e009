import * as v from 'valibot';

const whole = v.pipe(v.number(), v.integer());
const rectangleSchema = v.object({ x: whole, y: whole, width: whole, height: whole });

/** A rectangle in the points of the screen, `x` and `y` of its upper left corner. */
export type Rectangle = Readonly<v.InferOutput<typeof rectangleSchema>>;

/** Where a window was, without the room that a maximized one takes. */
export const placeSchema = v.object({ bounds: rectangleSchema, isMaximized: v.boolean() });
/** See {@link placeSchema}. */
export type Place = Readonly<v.InferOutput<typeof placeSchema>>;

/** Part of a window's head that must be on a screen, so that a hand can reach it, points. */
const reachable = { width: 120, height: 32 } as const;

/**
 * Puts a window back where it was. It keeps its size as far as its screen has room. `null` where the screen that it was on is
 * gone: the system then chooses the place.
 * @param screens the part of each screen that windows may use
 */
export function placeOn(screens: readonly Rectangle[], wanted: Rectangle): Rectangle | null {
  const screen = screens.find((one) => overlaps(one, wanted));
  if (screen === undefined) return null;
  const width = Math.min(wanted.width, screen.width);
  const height = Math.min(wanted.height, screen.height);
  return {
    x: Math.round(Math.min(Math.max(wanted.x, screen.x), screen.x + screen.width - width)),
    y: Math.round(Math.min(Math.max(wanted.y, screen.y), screen.y + screen.height - height)),
    width,
    height,
  };
}

/** True where enough of the window's head lies on the screen. */
function overlaps(screen: Rectangle, { x, y, width }: Rectangle): boolean {
  const across = Math.min(x + width, screen.x + screen.width) - Math.max(x, screen.x);
  const down = Math.min(y + reachable.height, screen.y + screen.height) - Math.max(y, screen.y);
  return across >= reachable.width && down >= reachable.height / 2;
}
