import { describe, expect, test } from 'vitest';
import { placeOn } from '../../../src-main/desktop/place.ts';

const left = { x: 0, y: 0, width: 1920, height: 1040 };
const right = { x: 1920, y: 200, width: 1280, height: 800 };

describe('a window is put back', () => {
  test('where it was, on whichever screen', () => {
    const onLeft = { x: 100, y: 80, width: 1280, height: 860 };
    const onRight = { x: 2000, y: 220, width: 800, height: 600 };
    expect(placeOn([left, right], onLeft)).toEqual(onLeft);
    expect(placeOn([left, right], onRight)).toEqual(onRight);
  });

  test('nowhere in particular when its screen is gone, or nothing of its head could be reached', () => {
    expect(placeOn([left], { x: 2000, y: 220, width: 800, height: 600 })).toBeNull();
    expect(placeOn([left], { x: 1910, y: 80, width: 800, height: 600 })).toBeNull();
    expect(placeOn([left], { x: 100, y: -500, width: 800, height: 600 })).toBeNull();
    expect(placeOn([], { x: 0, y: 0, width: 800, height: 600 })).toBeNull();
  });

  test('whole on its screen when it hung over an edge', () => {
    expect(placeOn([left], { x: 1500, y: 700, width: 800, height: 600 })).toEqual({
      x: 1120,
      y: 440,
      width: 800,
      height: 600,
    });
    expect(placeOn([left], { x: -200, y: -10, width: 800, height: 600 })).toMatchObject({ x: 0, y: 0 });
  });

  test('smaller when its screen has become smaller', () => {
    expect(placeOn([{ x: 0, y: 0, width: 1024, height: 700 }], { x: 100, y: 80, width: 1280, height: 860 })).toEqual({
      x: 0,
      y: 0,
      width: 1024,
      height: 700,
    });
  });
});
