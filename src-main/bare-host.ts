/** A host as programs take it: an IPv6 address without the brackets that it has in addresses of web pages. */
export function bareHost(host: string): string {
  return host.replace(/^\[(.*)\]$/u, '$1');
}
