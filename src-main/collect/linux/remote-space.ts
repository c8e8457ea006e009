import { type FilesystemBlocks, type Space, spaceOf, unknownSpace } from './space.ts';

/** Sizes of file systems whose server may never answer. */
export interface RemoteSpaces {
  /**
   * Starts a round of questions, one mount after the other. While a round still runs since the last call, no other is
   * started, and the mounts that it has not reached become unknown.
   */
  refresh(points: readonly string[]): void;
  /** The newest answer for a mount point, at once. */
  latest(point: string): Space;
}

/**
 * Asks in the background, so that a reading tells the answers of the reading before. A server that hangs holds one
 * thread of Node's pool and leaves the other remote mounts without news; nothing else waits for it.
 */
export function remoteSpaces(statfs: (point: string) => Promise<FilesystemBlocks>): RemoteSpaces {
  const answers = new Map<string, Space>();
  let unanswered: Set<string> | null = null;

  async function ask(points: readonly string[], left: Set<string>): Promise<void> {
    for (const point of points) {
      try {
        answers.set(point, spaceOf(await statfs(point)));
      } catch {
        // Unreachable or not permitted: a value that could not be read, not a failure of the metric.
        answers.set(point, unknownSpace);
      }
      left.delete(point);
    }
    unanswered = null;
  }

  return {
    refresh: (points) => {
      if (unanswered !== null) {
        for (const point of unanswered) answers.delete(point);
        return;
      }
      for (const point of answers.keys()) if (!points.includes(point)) answers.delete(point);
      if (points.length === 0) return;
      unanswered = new Set(points);
      void ask(points, unanswered);
    },
    latest: (point) => answers.get(point) ?? unknownSpace,
  };
}
