/** A file in the autostart folder of a desktop (Desktop Entry and Desktop Application Autostart of freedesktop.org). */
export function autostartEntry(command: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Lanpulse',
    'Comment=Live metrics of this machine',
    execLine(command),
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** The line of such a file that says what is started. */
export function execLine(command: readonly string[]): string {
  return `Exec=${command.map(quote).join(' ')}`;
}

/**
 * One argument of `Exec`. Within quotes a backslash stands before what a shell would look at; a percent sign would begin a
 * field code; and as in every text of such a file a backslash is written twice.
 */
function quote(argument: string): string {
  const inQuotes = argument.replaceAll(/["`$\\]/gu, '\\$&').replaceAll('%', '%%');
  return `"${inQuotes.replaceAll('\\', '\\\\')}"`;
}
