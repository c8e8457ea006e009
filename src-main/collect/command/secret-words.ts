/** What stands in the place of a secret, whatever its length. */
export const dots = '••••';

/** Words that say that a secret follows. Not as the start of a longer one: `tokenizer`, `author` and `keyboard` are none. */
const secretWord =
  '(?:pass(?:words?|wd|phrase|code|in|out)?|pwd|secrets?|token|key|credentials?|auth(?:orization)?|bearer|cookie|sig(?:nature)?)(?![a-z])';
const holdsSecretWord = new RegExp(secretWord, 'iu');
const isSecretWord = new RegExp(`^${secretWord}$`, 'iu');
const humps = /([a-z])([A-Z])/gu;
/** Names of where a secret lies, or of what kind it is. */
const tellsAboutSecret = /[-_.]?(?:file|path|dir|url|uri|size|length|type|mode|name)$/iu;
const optionName = /^["']?-{1,2}[\w.-]+["']?$/u;

/** True for a name such as `MYSQL_PWD`, `--api-key` or `clientSecret`; false for `--password-file`. */
export function isSecretName(name: string): boolean {
  const bare = name.replace(/["'\s=:]/gu, '');
  return holdsSecretWord.test(bare.replace(humps, '$1_$2')) && !tellsAboutSecret.test(bare);
}

/** True for a word whose next one is a secret: `--token`, `password`, `Authorization:`. */
export function announcesSecret(word: string): boolean {
  const name = word.replace(/[=:]$/u, '');
  return isSecretWord.test(name) || ((name !== word || optionName.test(name)) && isSecretName(name));
}
