import { describe, expect, test } from 'vitest';
import { writeMessage, type Notice } from '../../../../src-main/alerts/notify/presets.ts';
import type { AlertEvent } from '../../../../src-shared/protocol/alerts.ts';
import { alertEvent } from '../../../support/alert-event.ts';

const notice = (...events: readonly AlertEvent[]): Notice => ({
  host: 'box',
  sentAt: 1_700_000_000_000,
  repeated: false,
  events,
});
const bodyOf = (kind: 'slack' | 'discord' | 'json', about: Notice): unknown =>
  JSON.parse(writeMessage(kind, about).body);

describe('ntfy', () => {
  test('gets a title, a priority and lines of text', () => {
    const { headers, body } = writeMessage('ntfy', notice(alertEvent()));
    expect(headers).toMatchObject({
      Title: 'box: CPU average of all cores critical',
      Priority: '5',
      Tags: 'rotating_light',
    });
    expect(body).toBe('CPU average of all cores is critical: 97.2 % (above 95.0 %)');
  });

  test('hears of the end without alarm', () => {
    const { headers, body } = writeMessage('ntfy', notice(alertEvent({ state: 'ok', from: 'critical', value: 12 })));
    expect(headers).toMatchObject({ Priority: '3', Tags: 'white_check_mark' });
    expect(body).toBe('CPU average of all cores is ok again: 12.0 %, peak 98.5 %');
  });

  test('gets names outside ASCII in a form that headers can carry', () => {
    const { headers } = writeMessage('ntfy', { ...notice(alertEvent()), host: 'Büro\r\nX-Evil: 1' });
    expect(headers.Title).toMatch(/^=\?UTF-8\?B\?[A-Za-z0-9+/=]+\?=$/u);
  });
});

describe('Slack and Discord', () => {
  const named = alertEvent({ series: 'filesystem.usedShare', instance: '/mnt/<!channel>&@everyone' });

  test('call nobody by what a mount point is named', () => {
    expect(bodyOf('slack', notice(named))).toEqual({
      text: expect.stringContaining('/mnt/&lt;!channel&gt;&amp;@everyone is critical'),
    });
    expect(bodyOf('discord', notice(named))).toMatchObject({ allowed_mentions: { parse: [] } });
  });

  test('get as much as they take', () => {
    const many = Array.from({ length: 200 }, (_, n) => ({ ...named, instance: `/${'x'.repeat(250)}${String(n)}` }));
    expect(bodyOf('discord', notice(...many))).toMatchObject({
      embeds: [{ title: 'box: 200 alerts, critical', description: expect.stringMatching(/^[^]{1,4096}$/u) }],
    });
    expect(writeMessage('ntfy', notice(...many)).body).toMatch(/and 180 more$/u);
  });
});

describe('the generic body', () => {
  test('carries the alerts as they are', () => {
    const event = alertEvent();
    expect(bodyOf('json', notice(event))).toEqual({
      source: 'lanpulse',
      version: 1,
      host: 'box',
      sentAt: 1_700_000_000_000,
      repeated: false,
      title: 'box: CPU average of all cores critical',
      lines: ['CPU average of all cores is critical: 97.2 % (above 95.0 %)'],
      alerts: [event],
    });
  });

  test('says that it is a test where there are no alerts', () => {
    expect(bodyOf('json', notice())).toMatchObject({ title: 'Lanpulse on box: a test', alerts: [] });
  });
});
