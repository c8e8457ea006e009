/** Where a chosen moment rises from the lower edge, instead of standing beside or over the charts. */
export const momentsBelow = 'max-width: 639.98px';
