import type { Page } from 'playwright-core';

/** The fixed range that a page's address names, ms; zeros for a live one. */
export function rangeInAddress(page: Page): { readonly from: number; readonly to: number } {
  const { searchParams } = new URL(page.url());
  return { from: Number(searchParams.get('from')), to: Number(searchParams.get('to')) };
}
