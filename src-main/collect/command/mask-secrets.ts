import { maskText } from './mask-text.ts';
import { announcesSecret, dots, isSecretName } from './secret-words.ts';

/** Options that hold a secret without a name that says so, for the programs that have them. */
const silentOptions: readonly { readonly program: RegExp; readonly option: string }[] = [
  { program: /^(?:sshpass|mysql|mariadb)/u, option: '-p' },
  { program: /^redis-cli/u, option: '-a' },
];
/** Options whose value is `USER:PASSWORD`. */
const userOption = /^(?:-u|--(?:proxy-)?user)=?$/u;
/** Two numbers are ids of a user and a group. */
const userAndPassword = /^(?!\d+:\d+$)([^:]+:).+$/su;
/** What stands before a token. */
const scheme = /^["']?(?:bearer|basic|token|digest)$/iu;
const assignment = /^(["']?-{0,2}[\w.-]+["']?[=:])(.+)$/su;
const anotherOption = /^-[a-z-]/iu;

/** What the word before has said about this one. A quotation mark hides all up to the next one of its kind. */
type Expected = 'anything' | 'secret' | 'userAndPassword' | '"' | "'";

/**
 * Puts dots in the place of what may be a secret: values after words such as password, token or key, passwords in URLs and
 * tokens of a known form. It masks too much rather than too little, and still cannot know every secret.
 * @param args the arguments, the program first; or one text that holds all of them
 */
export function maskSecrets(args: readonly string[]): string {
  const program = /[^\s/\\"]*(?=["\s]|$)/u.exec(args[0]?.replace(/^\S*[/\\]/u, '') ?? '')?.[0] ?? '';
  const silent = silentOptions.find((one) => one.program.test(program))?.option;
  let expected: Expected = 'anything';

  /** @param quoted the secret, from the quotation mark that stands before it or its name */
  function hide(quoted: string): string {
    const [quote] = quoted;
    const goesOn = (quote === '"' || quote === "'") && !quoted.slice(1).includes(quote);
    expected = goesOn ? quote : 'anything';
    return dots;
  }

  function maskWord(word: string): string {
    const before = expected;
    if (before === '"' || before === "'") {
      if (word.endsWith(before)) expected = 'anything';
      return '';
    }
    if (before === 'secret' && scheme.test(word)) return word;
    if (before === 'secret' && !anotherOption.test(word)) return hide(word);
    expected = 'anything';
    if (before === 'userAndPassword' && !anotherOption.test(word)) return word.replace(userAndPassword, `$1${dots}`);
    if (word === silent || announcesSecret(word)) expected = 'secret';
    else if (silent !== undefined && word.startsWith(silent)) return silent + hide(word.slice(silent.length));
    else if (userOption.test(word)) expected = 'userAndPassword';
    const [, name = '', value = ''] = assignment.exec(word) ?? [];
    if (userOption.test(name)) return name + value.replace(userAndPassword, `$1${dots}`);
    if (!isSecretName(name)) return word;
    return name + hide(/^["'][^"']*$/u.test(name) ? word : value);
  }

  function maskArgument(arg: string, isProgram: boolean): string {
    const [, name = '', value = ''] = assignment.exec(arg) ?? [];
    // The whole of an argument belongs to its name, blanks too.
    if (!isProgram && value !== '' && isSecretName(name)) return name + dots;
    if (!isProgram && expected === 'secret' && !anotherOption.test(arg) && !scheme.test(arg)) {
      expected = 'anything';
      return dots;
    }
    const words = maskText(arg).split(/\s+/u);
    return words.map((word, place) => (isProgram && place === 0 ? word : maskWord(word))).join(' ');
  }

  return args.map((arg, index) => maskArgument(arg, index === 0)).join(' ');
}
