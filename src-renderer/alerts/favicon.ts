/** Side of the drawn icon in pixels; browsers scale it down. */
const side = 64;

/** The same for both themes: the icon stands on the browser's ground, not on the page's. */
const colours = { warn: '#f5b13d', critical: '#f3685f' } as const;

/** Puts a dot on the page's icon while something fires. */
export interface Favicon {
  /** `null` takes the dot away. */
  readonly show: (level: 'warn' | 'critical' | null) => void;
}

/** Works on the `<link rel="icon">` of a document; one without an icon stays without. */
export function createFavicon(page: Document): Favicon {
  const link = page.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const plain = link?.href;
  const image = new Image(side, side);
  let wanted: 'warn' | 'critical' | null = null;
  const draw = () => {
    if (link === null || wanted === null || image.naturalWidth === 0) return;
    const canvas = page.createElement('canvas');
    canvas.width = canvas.height = side;
    const context = canvas.getContext('2d');
    if (context === null) return;
    context.drawImage(image, 0, 0, side, side);
    // A ring of nothing around the dot keeps it apart from the icon on any background.
    context.globalCompositeOperation = 'destination-out';
    disc(context, 18);
    context.globalCompositeOperation = 'source-over';
    context.fillStyle = colours[wanted];
    disc(context, 14);
    link.type = 'image/png';
    link.href = canvas.toDataURL('image/png');
  };
  image.addEventListener('load', draw);
  return {
    show(level) {
      if (link === null || plain === undefined || level === wanted) return;
      wanted = level;
      if (level === null) {
        link.type = 'image/svg+xml';
        link.href = plain;
      } else if (image.src === '') image.src = plain;
      else draw();
    },
  };
}

function disc(context: CanvasRenderingContext2D, radius: number): void {
  context.beginPath();
  context.arc(side - 16, 16, radius, 0, 2 * Math.PI);
  context.fill();
}
