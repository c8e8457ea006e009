import type { TargetKind } from '../../../src-shared/protocol/notify.ts';
import type { News } from './news.ts';
import type { Message } from './post.ts';
import { linesOf, severityOf, titleOf, type Severity } from './wording.ts';

/** What a message is about; no events make a test message. */
export interface Notice {
  readonly host: string;
  readonly sentAt: number;
  /** True where nothing changed: it still fires. */
  readonly repeated: boolean;
  readonly events: readonly News[];
}

const json = { 'Content-Type': 'application/json' };

/** Priorities 1 to 5 and emoji names of ntfy (its publishing reference). */
const ntfyPriority: Record<Severity, string> = { ok: '3', warn: '4', critical: '5' };
const ntfyTag: Record<Severity, string> = { ok: 'white_check_mark', warn: 'warning', critical: 'rotating_light' };

/** Colours of Discord's embeds, as one number. */
const discordColour: Record<Severity, number> = { ok: 0x3aa17e, warn: 0xf0b429, critical: 0xd64545 };

const presets: Record<TargetKind, (notice: Notice, title: string, lines: readonly string[]) => Message> = {
  ntfy: ({ events }, title, lines) => ({
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      Title: headerText(title),
      Priority: ntfyPriority[severityOf(events)],
      Tags: ntfyTag[severityOf(events)],
    },
    body: lines.join('\n'),
  }),
  slack: (_notice, title, lines) => ({
    headers: json,
    body: JSON.stringify({ text: [`*${slackText(title)}*`, ...lines.map(slackText)].join('\n') }),
  }),
  discord: ({ events, sentAt }, title, lines) => ({
    headers: json,
    body: JSON.stringify({
      username: 'Lanpulse',
      // Nobody is called by what a mount point happens to be named.
      allowed_mentions: { parse: [] },
      embeds: [
        {
          title: title.slice(0, 256),
          description: lines.join('\n').slice(0, 4_096),
          color: discordColour[severityOf(events)],
          timestamp: new Date(sentAt).toISOString(),
        },
      ],
    }),
  }),
  json: ({ host, sentAt, repeated, events }, title, lines) => ({
    headers: json,
    body: JSON.stringify({ source: 'lanpulse', version: 1, host, sentAt, repeated, title, lines, alerts: events }),
  }),
};

/** Writes a message the way a service wants it. */
export function writeMessage(kind: TargetKind, notice: Notice): Message {
  const title = titleOf(notice.host, notice.events);
  const told = notice.repeated ? `${title} (still)` : title;
  return presets[kind](notice, told, linesOf(notice.events));
}

/** Headers hold ASCII only; RFC 2047 says how to carry the rest, and ntfy reads it. */
function headerText(text: string): string {
  if (/^[\x20-\x7e]*$/u.test(text)) return text;
  return `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
}

/** The three characters that Slack gives a meaning to. */
function slackText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
