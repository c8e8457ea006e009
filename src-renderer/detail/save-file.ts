/** Hands a file to the browser's downloads, or to the window's own way of saving. */
export function saveFile(content: Blob, name: string): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  // The download has its own hold on the content once it began.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 60_000);
}
