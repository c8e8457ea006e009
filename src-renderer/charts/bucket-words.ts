import { durationWords } from '../../src-shared/duration-words.ts';

/** The length of a bucket: in seconds as long as that is short, `144 s`, then `40 min`. */
export function bucketWords(ms: number): string {
  return ms < 600_000 ? `${String(ms / 1_000)} s` : durationWords(ms);
}
