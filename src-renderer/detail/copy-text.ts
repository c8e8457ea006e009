/**
 * Puts text on the clipboard; false where the browser does not allow it. Pages on plain http have no clipboard of the
 * new kind, and that is what most of a LAN uses: there a hidden field is copied from.
 */
export async function copyText(text: string): Promise<boolean> {
  if (window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Not permitted, or the window has no focus: the older way may be.
    }
  }
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.className = 'visually-hidden';
  const focused = document.activeElement;
  // A dialog takes the focus back from whatever gets it outside.
  (focused?.closest('[role="dialog"]') ?? document.body).append(field);
  field.select();
  const copied = copySelection();
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return copied;
}

function copySelection(): boolean {
  // Looked up by name: the only way without a secure context is an old one, which a browser may have dropped.
  const command: unknown = Reflect.get(document, 'execCommand');
  return typeof command === 'function' && Reflect.apply(command, document, ['copy']) === true;
}
