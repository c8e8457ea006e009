import { createCsvDownload, type CsvDownload } from './csv-download.svelte.ts';
import { exportName } from './export-name.ts';
import { createLinkCopy, type LinkCopy } from './link-copy.svelte.ts';
import { requestCsv } from './request-csv.ts';
import { saveFile } from './save-file.ts';
import type { TimeSpan } from '../state/time-range.ts';

/** What is taken along. The function is reactive. */
export interface ExportedChart {
  readonly host: string;
  readonly title: string;
  /** Public names. */
  readonly series: readonly string[];
  readonly range: TimeSpan;
  /** False where the server keeps nothing that could be sent. */
  readonly kept: boolean;
}

/** The ways to take a large chart along. Reactive. */
export interface DetailExports {
  /** The table is open; may be set. */
  tableOpen: boolean;
  readonly table: () => void;
  /** `null` where there is nothing to save. */
  readonly csv: (() => void) | null;
  readonly download: CsvDownload;
  /** A download is going on. */
  readonly busy: boolean;
  readonly png: () => Promise<void>;
  readonly link: LinkCopy;
  /** Why the picture could not be made, as a sentence; else `null`. */
  readonly problem: string | null;
}

/** @param picture the chart as it stands; `null` where the browser cannot make it */
export function createDetailExports(
  read: () => ExportedChart,
  picture: () => Promise<Blob | null> | undefined,
): DetailExports {
  let tableOpen = $state(false);
  let problem = $state<string | null>(null);
  const link = createLinkCopy(() => location.href);
  const download = createCsvDownload({ request: requestCsv, save: saveFile });
  const nameOf = (ending: 'csv' | 'png') => {
    const { host, title, range } = read();
    return exportName(host, title, range.startMs, range.endMs, ending);
  };
  const csv = () => {
    const { series, range } = read();
    const [from, to] = [Math.floor(range.startMs), Math.ceil(range.endMs)];
    void download.start({ series, from, to }, nameOf('csv'));
  };
  return {
    get tableOpen() {
      return tableOpen;
    },
    set tableOpen(open) {
      tableOpen = open;
    },
    table() {
      tableOpen = true;
    },
    get csv() {
      return read().kept ? csv : null;
    },
    download,
    get busy() {
      return download.state?.phase === 'running';
    },
    async png() {
      const image = (await picture()) ?? null;
      problem = image === null ? 'The browser could not make the picture. Make the window larger and try again.' : null;
      if (image !== null) saveFile(image, nameOf('png'));
    },
    link,
    get problem() {
      return problem;
    },
  };
}
