import { durationWords } from '../../src-shared/duration-words.ts';

/** How long the processes of each second are kept unless the owner set it otherwise, ms. */
const keptMs = 48 * 3_600_000;

/** Why the list of a moment is empty, as a sentence. */
export function whyNoProcesses(atMs: number, nowMs: number): string {
  const ageMs = nowMs - atMs;
  if (ageMs < 0) return 'That moment is yet to come.';
  return ageMs > keptMs
    ? `It was ${durationWords(ageMs)} ago. Processes are kept for as long as every second is, 48 h unless set otherwise.`
    : 'Lanpulse was not recording then, or could not read them.';
}
