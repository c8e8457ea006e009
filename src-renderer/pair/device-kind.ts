/** What sort of device the page runs on, as its owner would say. */
export type DeviceKind = 'phone' | 'tablet' | 'TV' | 'computer';

/** The parts of `navigator` that tell. */
export type DeviceMarks = Pick<Navigator, 'userAgent' | 'maxTouchPoints'>;

/** Guesses by what the browser calls itself; an iPad calls itself a Mac, and only its fingers give it away. */
export function deviceKind({ userAgent, maxTouchPoints }: DeviceMarks): DeviceKind {
  if (/\b(?:smart-?tv|tizen|web0s|appletv|googletv|bravia)\b|\bTV\b/iu.test(userAgent)) return 'TV';
  if (/iPad|Tablet|Silk\//u.test(userAgent)) return 'tablet';
  if (/iPhone|iPod/u.test(userAgent)) return 'phone';
  if (userAgent.includes('Android')) return /\bMobile\b/u.test(userAgent) ? 'phone' : 'tablet';
  return userAgent.includes('Macintosh') && maxTouchPoints > 1 ? 'tablet' : 'computer';
}

/** The name that is proposed for the device: `Phone`. */
export function proposedName(kind: DeviceKind): string {
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
}
