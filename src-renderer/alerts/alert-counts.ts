/** `14 rules`, `1 rule`. */
function ruleCount(rules: number): string {
  return rules === 1 ? '1 rule' : `${String(rules)} rules`;
}

/** What stands beside the title: `1 active · 14 rules`. */
export function countWords(firing: number, rules: number): string {
  return firing === 0 ? ruleCount(rules) : `${String(firing)} active · ${ruleCount(rules)}`;
}

/** What is said where nothing fires. */
export function emptyWords(rules: number): string {
  if (rules === 0) return 'No rule watches this machine.';
  return `Nothing is firing. ${ruleCount(rules)} ${rules === 1 ? 'watches' : 'watch'} this machine.`;
}

/** Name of the bell for those who cannot see its badge. */
export function bellName(firing: number): string {
  if (firing === 0) return 'Alerts, none firing';
  return `Alerts, ${String(firing)} firing`;
}

/** The page's title: `(1) workshop – Lanpulse`. */
export function pageTitle(host: string | null, firing: number): string {
  const name = host === null ? 'Lanpulse' : `${host} – Lanpulse`;
  return firing === 0 ? name : `(${String(firing)}) ${name}`;
}
