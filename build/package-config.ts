import { readFileSync } from 'node:fs';
import type { Configuration } from 'electron-builder';
import { finishPackage } from './finish-package.ts';
import { finishTestPackage } from './finish-test-package.ts';
import { linuxTargets } from './package-runs.ts';
import { inProject } from './project.ts';
import { newestNotes } from './release-notes.ts';

/** What whoever packs decides; none of it is known to the source. */
export interface PackageSettings {
  /** `LANPULSE_UPDATE_FEED`: folder on a web server from which installed apps get updates. Default: no updates. */
  readonly feedUrl?: string;
  /** `LANPULSE_HOMEPAGE`, `LANPULSE_MAINTAINER` (`Name <address>`): deb and rpm name both. */
  readonly homepage?: string;
  readonly maintainer?: string;
  /** Folder of an Electron to pack, and its version. Default: electron-builder fetches the one in package.json. */
  readonly electron?: { readonly folder: string; readonly version: string };
}

const bothArches = ['x64', 'arm64'] as const;
const forBoth = (target: string) => ({ target, arch: [...bothArches] });

/** What electron-builder makes: everything that is packed, and how, for each platform. */
export function packageConfig({ feedUrl, homepage, maintainer, electron }: PackageSettings): Configuration {
  return {
    appId: 'lanpulse.desktop',
    productName: 'Lanpulse',
    copyright: 'Lanpulse contributors, MIT licence',
    directories: { output: 'dist', buildResources: 'build' },
    artifactName: '${name}-${version}-${os}-${arch}.${ext}',
    ...(homepage === undefined ? {} : { extraMetadata: { homepage } }),
    ...(electron === undefined ? {} : { electronDist: electron.folder, electronVersion: electron.version }),
    afterPack: async (packed) => {
      if (electron !== undefined) await finishTestPackage(packed);
      await finishPackage(packed);
    },
    files: [
      'out/main/**/*.cjs',
      '!out/main/{headless,run-command-*}.cjs',
      'out/main/third-party-licenses.txt',
      'out/renderer',
      'resources/icon.png',
      'resources/window-icon.png',
      '!**/*.{map,d.ts}',
      '!**/!(*LICEN[CS]E*|*licen[cs]e*).md',
      // The SQLite binding brings itself for every platform, and what it was built from.
      '!node_modules/@photostructure/sqlite/prebuilds/!(${platform}-*)/**',
      '!node_modules/@photostructure/sqlite/{src,scripts,binding.gyp}',
      '!node_modules/node-addon-api',
    ],
    asar: true,
    // The system loads libraries from files only.
    asarUnpack: ['**/*.node'],
    // The one native module keeps to N-API and brings its binaries.
    npmRebuild: false,
    electronLanguages: ['en-US', 'en'],
    electronFuses: {
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      onlyLoadAppFromAsar: true,
      enableEmbeddedAsarIntegrityValidation: true,
      enableCookieEncryption: true,
      grantFileProtocolExtraPrivileges: false,
      loadBrowserProcessSpecificV8Snapshot: false,
      resetAdHocDarwinSignature: true,
    },
    publish: feedUrl === undefined ? null : { provider: 'generic', url: feedUrl },
    // Whoever takes what is tried out gets what is released after it, too.
    generateUpdatesFilesForAllChannels: true,
    releaseInfo: { releaseNotes: newestNotes(readFileSync(inProject('CHANGELOG.md'), 'utf8')) },
    linux: {
      target: linuxTargets.map(forBoth),
      executableName: 'lanpulse',
      icon: 'build/icons',
      category: 'System;Monitor',
      synopsis: 'Live metrics of this machine',
      syncDesktopName: true,
      desktop: { entry: { Keywords: 'cpu;memory;network;monitor;metrics;', StartupWMClass: 'lanpulse' } },
      ...(maintainer === undefined ? {} : { maintainer, vendor: maintainer.replace(/\s*<.*$/u, '') }),
    },
    win: {
      target: [forBoth('nsis')],
      icon: 'build/icon.ico',
    },
    nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
    mac: {
      // Updates come as zip; the disk image is for people.
      target: [
        { target: 'dmg', arch: ['universal'] },
        { target: 'zip', arch: ['universal'] },
      ],
      icon: 'build/icon.icns',
      category: 'public.app-category.utilities',
      hardenedRuntime: true,
      gatekeeperAssess: false,
      entitlements: 'build/entitlements.mac.plist',
      entitlementsInherit: 'build/entitlements.mac.plist',
      // Each half brings its own, and the whole has both.
      x64ArchFiles: '**/prebuilds/**',
    },
  };
}
