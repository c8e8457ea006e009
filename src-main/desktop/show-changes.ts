/**
 * Shows something that is shown at a price: a menu that is set anew closes where it is open.
 * @param read what it says now, as a value of JSON
 * @returns to be called whenever that may have changed; shows it the first time, and then only where it says something else
 */
export function showChanges<Said>(read: () => Said, show: (said: Said) => void): () => void {
  let shown: string | undefined;
  return () => {
    const said = read();
    const words = JSON.stringify(said);
    if (words === shown) return;
    shown = words;
    show(said);
  };
}
