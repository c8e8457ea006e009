/** What is made for Linux where nobody names anything. */
export const linuxTargets = ['AppImage', 'deb', 'rpm', 'tar.gz'] as const;

/**
 * The runs of electron-builder in which targets of Linux are packed. deb and rpm are made from the folder that all of a run
 * share, one after the other, and each leaves a word there by which the app knows how it was installed. What is packed at the
 * same time, as archives are, or is that folder, would carry that word too, and believe that it could be updated: it gets a
 * fresh folder. What updates know is described by one file for all of a run, so the rest stays together.
 */
export function linuxRuns(targets: readonly string[]): readonly string[][] {
  const isArchive = (target: string) => target === 'dir' || /^(?:tar\.\w+|zip|7z)$/u.test(target);
  const installed = targets.filter((target) => !isArchive(target));
  const unpacked = targets.filter(isArchive);
  return [installed, unpacked].filter((run) => run.length > 0);
}
