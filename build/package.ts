import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { Arch, build, Platform } from 'electron-builder';
import { buildIfStale } from './build.ts';
import { prepareTestRuntime, testRuntimeVersion } from './electron-runtime.ts';
import { feedUrlIssue } from './feed-url.ts';
import { packageConfig, type PackageSettings } from './package-config.ts';
import { linuxRuns, linuxTargets } from './package-runs.ts';
import { packageSettings } from './package-settings.ts';
import { inProject, say } from './project.ts';

/**
 * Packs the desktop app for this platform into dist/: `npm run package`, or some targets only, as in
 * `npm run package -- dir tar.gz`. With `--test-runtime` it packs the Electron that tests run, for this machine: such
 * packages are for tests and are never given to anybody.
 */
const words = process.argv.slice(2);
const isTest = words.includes('--test-runtime');
const targets = words.filter((word) => word !== '--test-runtime');

const platforms: Readonly<Partial<Record<NodeJS.Platform, Platform>>> = {
  darwin: Platform.MAC,
  linux: Platform.LINUX,
  win32: Platform.WINDOWS,
};

async function testElectron(): Promise<Required<Pick<PackageSettings, 'electron'>>> {
  return { electron: { folder: dirname(await prepareTestRuntime()), version: testRuntimeVersion } };
}

const platform = platforms[process.platform];
if (platform === undefined) {
  say(`Lanpulse cannot be packed on ${process.platform}: use Linux, macOS or Windows.`);
  process.exit(2);
}
const settings = packageSettings(process.env);
const feedIssue = settings.feedUrl === undefined ? null : feedUrlIssue(settings.feedUrl);
if (feedIssue !== null) {
  say(`LANPULSE_UPDATE_FEED ${feedIssue}`);
  process.exit(2);
}
const needsNames =
  platform === Platform.LINUX && !isTest && (targets.length === 0 || /deb|rpm/u.test(targets.join(' ')));
if (needsNames && (settings.homepage === undefined || settings.maintainer === undefined)) {
  say(
    'deb and rpm name a home page and a maintainer: set LANPULSE_HOMEPAGE and LANPULSE_MAINTAINER ("Name <address>").',
  );
  process.exit(2);
}
if (isTest) {
  // Debian's own, where electron-builder's cannot be fetched; and nobody waits long for a small package.
  if (existsSync('/usr/bin/7za')) process.env.ELECTRON_BUILDER_7ZIP_PATH ??= '/usr/bin/7za';
  process.env.ELECTRON_BUILDER_COMPRESSION_LEVEL ??= '1';
}
await buildIfStale();
const whole = { ...settings, ...(isTest ? await testElectron() : {}) };
const isLinux = platform === Platform.LINUX;
const bothArches = isLinux && targets.length === 0 ? [Arch.x64, Arch.arm64] : [];
const runs = isLinux ? linuxRuns(targets.length === 0 ? linuxTargets : targets) : [targets];
for (const run of runs) {
  const made = await build({
    projectDir: inProject(),
    publish: 'never',
    // Made anew for each: electron-builder writes into what it is given.
    config: packageConfig(whole),
    targets: platform.createTarget(run, ...(isTest ? [Arch.x64] : bothArches)),
  });
  for (const path of made) process.stdout.write(`${path}\n`);
}
