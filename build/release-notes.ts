/** The newest section of a changelog, without its heading: what a release says about itself. */
export function newestNotes(changelog: string): string {
  const [, newest = ''] = changelog.split(/^## .*$/mu);
  return newest.trim();
}
