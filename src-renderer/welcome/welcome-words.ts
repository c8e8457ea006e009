import type { Role } from '../../src-shared/protocol/events.ts';

/** What somebody who sees the page for the first time is told: three sentences. */
export function welcomeWords(host: string, role: Role): readonly string[] {
  if (role === 'viewer') {
    return [
      `The charts behind these words are live numbers of ${host}.`,
      'Drag over a chart to look closer, and click it to see what was running then.',
      'You are here to look; whoever runs it can also let you change things.',
    ];
  }
  return [
    `The charts behind these words are live numbers of ${host}, and they stay on it.`,
    'Drag a dashed line on a chart, and you are told when the values pass it.',
    'Share on this network puts the same page on your phone, once you turn it on.',
  ];
}
