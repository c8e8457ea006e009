import { join } from 'node:path';
import { app } from 'electron';
import { version } from '../version.ts';

/** Says what the about box tells, where the system has one of its own. */
export function describeApp(): void {
  app.setAboutPanelOptions({
    applicationName: 'Lanpulse',
    applicationVersion: version,
    version: `Electron ${process.versions.electron}`,
    copyright: 'Free software under the MIT licence.',
    credits: 'Live metrics of this machine, on the desktop and on every screen of the network.',
    iconPath: join(app.getAppPath(), 'resources', 'icon.png'),
  });
}
