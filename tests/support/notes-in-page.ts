import type { Locator, Page } from 'playwright-core';
import * as v from 'valibot';
import { notesSchema, type Note } from '../../src-shared/protocol/note.ts';

/** The flags of notes on one card, or on the whole page. */
export function flags(of: Page | Locator): Locator {
  return of.locator('button[data-note]');
}

/** All notes that a server keeps. */
export async function notesOf(url: string): Promise<readonly Note[]> {
  const body: unknown = await (await fetch(`${url}/api/v1/notes`)).json();
  return v.parse(notesSchema, body).notes;
}

/** Writes a note by the keyboard and the dialog, where the crosshair is or now. */
export async function pinNote(page: Page, text: string): Promise<void> {
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', { name: 'Pin a note' });
  await dialog.getByRole('textbox', { name: 'What happened' }).fill(text);
  await dialog.getByRole('button', { name: 'Pin it' }).click();
  await dialog.waitFor({ state: 'detached' });
}
