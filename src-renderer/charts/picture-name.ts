/**
 * Attributes that make a canvas one picture with a name for screen readers. They are spread, because Svelte's own check
 * takes every canvas for a control, while the ARIA rules allow it to be an image.
 */
export function nameOfPicture(label: string): { readonly role: 'img'; readonly 'aria-label': string } {
  return { role: 'img', 'aria-label': label };
}
