import { dots, isSecretName } from './secret-words.ts';

/** What stands between a name and the host of a URL, also where it holds `/` and is no port. */
const urlPassword = /(:\/\/[^\s/?#:@]*:)(?:[^\s/?#]*|(?!\d{1,5}[/?#])[^\s@]*)@/gu;
/** Tokens that can be known by their form: GitHub, GitLab, Slack, AWS, Google, OpenAI, JSON web tokens. */
const knownToken = /\b(?:gh[pousr]_|github_pat_|glpat-|xox[a-z]-|AKIA|ASIA|AIza|sk-|eyJ[\w-]+\.eyJ)[\w.-]{12,}/gu;
/** A name and what binds it to its value: `token=`, `"password": `. */
const name = /[\w.-]{1,64}["']?\s{0,2}[=:]\s{0,2}/gu;
/** The value; `Bearer` is none, but says that one comes, and neither is another option behind a blank. */
const value = /(?!(?:bearer|basic)\b|(?<=\s)--?[a-z])(?:"[^"]*"?|'[^']*'?|[^\s"'&;,}]+)/iuy;

/** Masks the secrets that can be seen within a text. */
export function maskText(text: string): string {
  return maskValues(text.replace(urlPassword, `$1${dots}@`).replace(knownToken, dots));
}

function maskValues(text: string): string {
  let masked = '';
  let from = 0;
  for (const found of text.matchAll(name)) {
    const to = found.index + found[0].length;
    if (found.index < from || !isSecretName(found[0])) continue;
    value.lastIndex = to;
    if (!value.test(text)) continue;
    masked += text.slice(from, to) + dots;
    from = value.lastIndex;
  }
  return masked + text.slice(from);
}
