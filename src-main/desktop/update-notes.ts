import type { UpdateInfo } from 'electron-updater';

/** A dialog shows so many characters of release notes. */
const most = 2_000;

/** Release notes as plain text, not too long for a dialog. */
export function plainNotes({ releaseNotes }: Pick<UpdateInfo, 'releaseNotes'>): string {
  const text = Array.isArray(releaseNotes)
    ? releaseNotes.map(({ version, note }) => `${version}\n${note ?? ''}`).join('\n\n')
    : (releaseNotes ?? '');
  return text.length <= most ? text : `${text.slice(0, most)} …`;
}
