import type * as systemInformation from 'systeminformation';

/** systeminformation on loan; on Windows it keeps one PowerShell running for as long as anybody holds it. */
export interface SystemInformationLoan {
  readonly si: typeof systemInformation;
  readonly release: () => void;
}

let holders = 0;

/**
 * Loads systeminformation when the first reader asks for it, so that a Linux server never pays for it. On Windows each
 * question would start a PowerShell of its own, which costs more than the answer; one is shared instead.
 */
export async function borrowSystemInformation(platform: NodeJS.Platform): Promise<SystemInformationLoan> {
  const si = await import('systeminformation');
  holders += 1;
  if (holders === 1 && platform === 'win32') si.powerShellStart();
  let released = false;
  return {
    si,
    release: () => {
      if (released) return;
      released = true;
      holders -= 1;
      if (holders === 0 && platform === 'win32') si.powerShellRelease();
    },
  };
}
