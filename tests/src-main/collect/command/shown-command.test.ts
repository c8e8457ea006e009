import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { shownCommand } from '../../../../src-main/collect/command/shown-command.ts';

const dots = '••••';

describe('a command is shown', () => {
  test('as its arguments in one line, blanks and all', () => {
    expect(shownCommand(['/usr/bin/node', 'server.js', '--port', '80', ''])).toBe('/usr/bin/node server.js --port 80');
    expect(shownCommand(['nginx: master process /usr/sbin/nginx', '', ''])).toBe(
      'nginx: master process /usr/sbin/nginx',
    );
    expect(shownCommand([';touch x', '<img src=x onerror=alert(1)>'])).toBe(';touch x <img src=x onerror=alert(1)>');
  });

  test('without control characters and marks that reorder text', () => {
    expect(shownCommand(['python3', '-c', 'import os\n\tprint(1)\u001b[31m'])).toBe(
      'python3 -c import os print(1) [31m',
    );
    expect(shownCommand(['evil\u202egnp.exe', 'a\u200bb\u2066c\u0000d'])).toBe('evilgnp.exe abc d');
  });

  test('in 160 characters at the most, whatever they are', () => {
    expect(shownCommand(['x'.repeat(160)])).toBe('x'.repeat(160));
    expect(shownCommand(['x'.repeat(161)])).toBe(`${'x'.repeat(159)}…`);
    expect(shownCommand(['run', '🦊'.repeat(200)])).toBe(`run ${'🦊'.repeat(155)}…`);
  });

  test('not at all where nothing is left', () => {
    for (const args of [[], [''], ['', ''], ['\u200b', '\n']]) expect(shownCommand(args)).toBeUndefined();
  });
});

describe('secrets are masked', () => {
  test.each([
    [['psql', '--password=hunter2', 'db'], `psql --password=${dots} db`],
    [['psql', '--password', 'hunter2', 'db'], `psql --password ${dots} db`],
    [['psql', '--password=hunter 2 and more'], `psql --password=${dots}`],
    [['app', '--password', 'hunter 2', '-v'], `app --password ${dots} -v`],
    [
      ['app', '--api-key', 'k1', '--apikey=k2', '--API_KEY=k3', 'key=k4'],
      `app --api-key ${dots} --apikey=${dots} --API_KEY=${dots} key=${dots}`,
    ],
    [
      ['app', '-passwd', 'x1', '--clientSecret', 'x2', 'tokenValue=x3'],
      `app -passwd ${dots} --clientSecret ${dots} tokenValue=${dots}`,
    ],
    [
      ['env', 'MYSQL_PWD=x', 'AWS_SECRET_ACCESS_KEY=y', 'mysqld'],
      `env MYSQL_PWD=${dots} AWS_SECRET_ACCESS_KEY=${dots} mysqld`,
    ],
    [
      ['sh', '-c', 'run; PGPASSWORD=x psql --token abc "--secret" d'],
      `sh -c run; PGPASSWORD=${dots} psql --token ${dots} "--secret" ${dots}`,
    ],
    [['sh', '-c', `login --password "two words" --as me`], `sh -c login --password ${dots} --as me`],
    [['git', 'clone', 'https://me:s3cret@host:8080/r.git'], `git clone https://me:${dots}@host:8080/r.git`],
    [['app', 'amqp://me:with/slash@host/v', 'x'], `app amqp://me:${dots}@host/v x`],
    [['app', '--db=postgres://u:p@q@h/d'], `app --db=postgres://u:${dots}@h/d`],
    [['curl', 'https://h/?token=abc&page=2'], `curl https://h/?token=${dots}&page=2`],
    [['curl', '-H', 'Authorization: Bearer abc.def', 'u'], `curl -H Authorization:${dots} u`],
    [['curl', '-H', 'X-Api-Key: abc'], `curl -H X-Api-Key:${dots}`],
    [['app', '--header=Authorization: Bearer abc', 'u'], `app --header=Authorization: Bearer ${dots} u`],
    [['curl', '-u', 'me:abc', '--proxy-user=you:def'], `curl -u me:${dots} --proxy-user=you:${dots}`],
    [['sort', '-u', '--key', 'x'], `sort -u --key ${dots}`],
    [['app', '{"user":"me","password":"a b","n":1}'], `app {"user":"me","password":${dots},"n":1}`],
    [['sshpass', '-p', 'abc', 'ssh', 'h'], `sshpass -p ${dots} ssh h`],
    [['/usr/bin/mysql', '-pabc', '-P', '3306'], `/usr/bin/mysql -p${dots} -P 3306`],
    [['gh', 'ghp_0123456789abcdefghij'], `gh ${dots}`],
    [['openssl', 'enc', '-pass', 'pass:abc'], `openssl enc -pass pass:${dots}`],
  ])('in %j', (args, shown) => {
    expect(shownCommand(args)).toBe(shown);
  });

  test('the same in one text, as systems other than Linux tell it', () => {
    expect(shownCommand(['"C:\\Program Files\\App\\app.exe" --password "two words" --as me'])).toBe(
      `"C:\\Program Files\\App\\app.exe" --password ${dots} --as me`,
    );
    expect(shownCommand([`/opt/app --token abc --url=https://a:b@h 'key=x y' z`])).toBe(
      `/opt/app --token ${dots} --url=https://a:${dots}@h 'key=${dots} z`,
    );
  });

  test.each([
    [['ssh', '-p', '22', 'host']],
    [['docker', 'run', '-u', '1000:1000', '-p', '80:80']],
    [['app', '--password-file', '/run/p', '--key-size=4096', '--max-tokens', '100']],
    [['app', '--author=me', '--tokenizer', 'bpe', 'keyboard=us', 'https://host:8080/a']],
    [['/usr/lib/secret-service', 'start', 'passwords.txt']],
    [['app', '--password', '--verbose']],
    [['/opt/password', 'list']],
  ])('and nothing else in %j', (args) => {
    expect(shownCommand(args)).toBe(args.join(' '));
  });

  const secret = fc.stringMatching(/^[A-Za-z0-9!#$%*+.,:;?@^_~/-]{6,40}$/u).map((text) => `Zq${text}`);
  const name = fc.constantFrom(
    'password',
    'passwd',
    'db-password',
    'SECRET',
    'token',
    'apikey',
    'api_key',
    'accessKey',
    'key',
  );
  const word = fc.oneof(
    fc.stringMatching(/^[a-z0-9./-]{1,12}$/u),
    fc.constantFrom('-u', '--key', 'token', 'Bearer', '-p', '"', "'", '--user', 'Authorization:', 'a=b', 'https://'),
  );
  const forms = fc.tuple(secret, name, fc.nat(5)).map(([value, of, form]): { args: string[]; value: string } => {
    const args = [
      [`--${of}=${value}`],
      [`--${of}`, value],
      [`${of}=${value}`],
      [`postgres://ana:${value}@db/x`],
      ['-c', `run --${of} ${value} on`],
      [`{"${of}":"${value}"}`],
    ][form];
    return { args: args ?? [], value };
  });

  test('wherever they stand', () => {
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 80 }),
        forms,
        fc.array(word, { maxLength: 20 }),
        fc.boolean(),
        (before, { args, value }, after, isOne) => {
          const all = ['app', ...before, ...args, ...after];
          const shown = shownCommand(isOne ? [all.join(' ')] : all) ?? '';
          // A piece that is shorter may be there by chance.
          expect(shown).not.toContain(value.slice(0, 6));
          expect(Array.from(shown).length).toBeLessThanOrEqual(160);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

test('no command line takes long, however it is made', () => {
  const parts = ['key', '=', ':', '://', '@', '"', "'", 'a', '-', ' ', 'eyJ', '.', '--token', 'Bearer ', '\u202e'];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 4 }), (unit) => {
      const startedMs = performance.now();
      const before = process.cpuUsage();
      shownCommand(['app', unit.join('').repeat(1_000)]);
      const { user, system } = process.cpuUsage(before);
      expect((user + system) / 1_000, `${String(performance.now() - startedMs)} ms by the clock`).toBeLessThan(25);
    }),
    { numRuns: 300 },
  );
});
