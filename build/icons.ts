import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { IconIcns, IconIco } from '@shockpkg/icon-encoder';
import sharp from 'sharp';
import { inProject, isMain, say } from './project.ts';

/**
 * Draws every size of the icon from build/icon.svg: `npm run icons`, after a change of the drawing. The results are
 * committed, so that packing needs no program that draws.
 */

/** Sides in pixels of the pictures that Linux desktops look for. */
export const linuxSizes = [16, 24, 32, 48, 64, 96, 128, 256, 512, 1024] as const;
/** Sides in the file for Windows; 256 is the largest that the format has. */
export const windowsSizes = [16, 24, 32, 48, 64, 128, 256] as const;
/** Side of the picture that windows carry: a larger one is for nobody, and the window waits until it has been handed over. */
const windowSize = 128;
/** Names in the file for macOS, with their sides; `@2x` has its own name, see Apple's icon set. */
const macTypes = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
] as const;

const folder = inProject('build', 'icons');
/** Dots per inch at which a drawing of 512 units has 512 pixels. */
const svgDpi = 72;

async function draw(svg: Buffer, side: number): Promise<Buffer> {
  // Drawn at its size, not drawn large and made smaller: edges stay sharp.
  const density = (svgDpi * side) / 512;
  return await sharp(svg, { density }).resize(side, side).png({ compressionLevel: 9 }).toBuffer();
}

async function drawAll(): Promise<void> {
  const svg = await readFile(inProject('build', 'icon.svg'));
  await mkdir(folder, { recursive: true });
  for (const side of linuxSizes) {
    await writeFile(`${folder}/${String(side)}x${String(side)}.png`, await draw(svg, side));
  }
  const ico = new IconIco();
  for (const side of windowsSizes) await ico.addFromPng(await draw(svg, side), side >= 256, false);
  await writeFile(inProject('build', 'icon.ico'), ico.encode());
  const icns = new IconIcns();
  icns.toc = true;
  for (const [type, side] of macTypes) await icns.addFromPng(await draw(svg, side), [type], false);
  await writeFile(inProject('build', 'icon.icns'), icns.encode());
  await writeFile(inProject('resources', 'icon.png'), await draw(svg, 512));
  await writeFile(inProject('resources', 'window-icon.png'), await draw(svg, windowSize));
  say(`Drew the icon in ${String(linuxSizes.length)} sizes, for Windows and for macOS.`);
}

if (isMain(import.meta.filename)) await drawAll();
